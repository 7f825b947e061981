import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { createConnection } from 'node:net';

import type { Greeting } from '../../../app/contract/socket-wire.ts';
import { endpointsFile } from '../../node/home-folder.ts';
import { isMembers } from './protocol.ts';

const CONNECT_MS = 3_000;

/** Connects to the running core and greets it; null where none runs. */
export async function connectToCore(home: string, greeting: Greeting): Promise<Socket | null> {
  const address = await socketAddress(home);
  const socket = address === null ? null : await connected(address);
  socket?.write(`${JSON.stringify(greeting)}\n`);
  return socket;
}

async function socketAddress(home: string): Promise<string | null> {
  try {
    const endpoints: unknown = JSON.parse(await readFile(endpointsFile(home), 'utf8'));
    return isMembers(endpoints) && typeof endpoints['socket'] === 'string' ? endpoints['socket'] : null;
  } catch {
    // No such file, or one that is just being written: no core to talk to yet.
    return null;
  }
}

async function connected(address: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createConnection(address);
    const settle = (result: Socket | null) => {
      clearTimeout(patience);
      socket.removeAllListeners();
      // Late errors of a socket nobody uses any more, and of one that is used: its 'close' tells the same.
      socket.on('error', () => undefined);
      if (result === null) socket.destroy();
      resolve(result);
    };
    const patience = setTimeout(() => settle(null), CONNECT_MS);
    socket.once('connect', () => settle(socket));
    socket.once('error', () => settle(null));
  });
}

const MAX_PATH = 32_768;

/** Introduces this client: where it runs and what it finds there, for the commands that the agent will ask for. */
export function greetingFor(agent: string, env: Readonly<Record<string, string | undefined>>): Greeting {
  const { LANG: language, TERM: terminal, PATH: path = '' } = env;
  return {
    countersign: 1,
    door: 'mcp',
    agent,
    pid: process.pid,
    cwd: currentFolder(),
    // A path cut in the middle of a folder's name would name another folder.
    path:
      path.length <= MAX_PATH
        ? path
        : path.slice(0, path.lastIndexOf(process.platform === 'win32' ? ';' : ':', MAX_PATH)),
    ...(language === undefined ? {} : { language: language.slice(0, 64) }),
    ...(terminal === undefined ? {} : { terminal: terminal.slice(0, 64) }),
  };
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    // The folder was removed under the client; commands will have to name one.
    return '';
  }
}
