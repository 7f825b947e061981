import { connect, type Socket } from 'node:net';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

import { commandReply, endpoints, type Endpoints, type Greeting } from '../../app/contract/socket-wire.ts';
import { AppError } from '../../app/kernel/errors.ts';
import { endpointsFile } from '../node/home-folder.ts';

import { errorForPerson } from './error-for-person.ts';

export type ToolAnswer = Readonly<Record<string, unknown>>;

export interface CommandClient {
  /** Address of the person's page; empty where there is none. */
  readonly page: string;
  /** Throws `AppError` with the core's code, in words for a person. `progress` hears what the core says of this very call meanwhile. */
  call(tool: string, input: unknown, progress?: (message: string) => void): Promise<ToolAnswer>;
  close(): void;
}

interface Waiting {
  readonly resolve: (data: ToolAnswer) => void;
  readonly reject: (error: AppError) => void;
  readonly progress: (message: string) => void;
}

/** Joins the running core as the agent `cli`. Throws `app_not_open` where none runs. */
export async function joinCore(home: string): Promise<CommandClient> {
  const { socket: path, ui } = await readEndpoints(home);
  const socket = await open(path);
  const waiting = new Map<number, Waiting>();
  const failAll = (error: AppError): void => {
    for (const call of waiting.values()) call.reject(error);
    waiting.clear();
  };
  createInterface({ input: socket }).on('line', (line) => {
    const reply = commandReply.safeParse(JSON.parse(line));
    if (!reply.success) return;
    const { data } = reply;
    if (data.kind === 'progress') {
      waiting.get(data.id)?.progress(data.message);
      return;
    }
    if (data.kind === 'done') waiting.get(data.id)?.resolve(data.data);
    else if (waiting.has(data.id)) waiting.get(data.id)?.reject(errorForPerson(data));
    else failAll(errorForPerson(data));
    waiting.delete(data.id);
  });
  socket.on('close', () => failAll(notOpen()));
  socket.write(`${JSON.stringify(greetingOf())}\n`);
  let last = 0;
  return {
    page: ui,
    call(tool, input, progress = () => undefined) {
      last += 1;
      const id = last;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject, progress });
        socket.write(`${JSON.stringify({ id, tool, input })}\n`);
      });
    },
    close: () => socket.destroy(),
  };
}

async function readEndpoints(home: string): Promise<Endpoints> {
  const text = await readFile(endpointsFile(home), 'utf8').catch(() => null);
  if (text === null) throw notOpen();
  const parsed = endpoints.safeParse(JSON.parse(text));
  if (!parsed.success) throw notOpen();
  return parsed.data;
}

const notOpen = (): AppError =>
  new AppError('app_not_open', 'Countersign is not running.', {
    next: 'Start it with `npm start` or `countersign serve`, then try again.',
  });

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      socket.on('error', () => socket.destroy()); // Then `close` follows, which fails what waits.
      resolve(socket);
    });
    socket.once('error', () => reject(notOpen()));
  });
}

function greetingOf(): Greeting {
  const { PATH = '', LANG, TERM } = process.env;
  return {
    countersign: 1,
    door: 'command',
    agent: 'cli',
    pid: process.pid,
    cwd: process.cwd(),
    path: PATH,
    ...(LANG === undefined ? {} : { language: LANG }),
    ...(TERM === undefined ? {} : { terminal: TERM }),
  };
}
