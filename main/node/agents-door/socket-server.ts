import { chmod } from 'node:fs/promises';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';

import type { AgentDoor } from '../../../app/contract/agent-door.ts';
import { AppError, asAppError } from '../../../app/kernel/errors.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import type { Log } from '../../../app/ports/log.ts';
import type { Random } from '../../../app/ports/random.ts';
import type { McpServerMaker } from '../mcp/server.ts';
import { mcpServers } from '../mcp/server.ts';
import { serveCommands } from './command-connection.ts';
import { cappedDoor } from './capped-door.ts';
import { welcome } from './greeting.ts';
import { LineSocket } from './line-socket.ts';
import { serveMcp } from './mcp-connection.ts';
import { MAX_LINE_BYTES, refusalLine } from './refusals.ts';
import { prepareSocketPath } from './socket-path.ts';

const MAX_GREETING_BYTES = 64 * 1024;
const GREETING_MS = 5_000;
const MAX_CONNECTIONS = 256;

export interface AgentsDoorDeps {
  readonly door: AgentDoor;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface SocketDoorOptions {
  /** A path of at most 103 bytes in a folder that only this user may enter, or a named pipe on Windows. */
  readonly path: string;
  /** Version of the app. */
  readonly version: string;
  readonly maxConnections?: number;
}

export interface SocketDoor {
  readonly path: string;
  /** Stops listening, ends all connections and takes the socket away. */
  stop(): Promise<void>;
}

/**
 * Where `countersign mcp` and the `countersign` command come in.
 * Throws `already_running` where another core listens, `unavailable` where no socket may be made.
 */
export async function startSocketDoor(deps: AgentsDoorDeps, options: SocketDoorOptions): Promise<SocketDoor> {
  const { path } = options;
  const onPipe = path.startsWith('\\\\');
  if (!onPipe) await prepareSocketPath(path);
  const newServer = mcpServers({ ...deps, door: cappedDoor(deps.door), version: options.version });
  const open = new Set<Socket>();
  const limit = options.maxConnections ?? MAX_CONNECTIONS;
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    receive({ ...deps, newServer, socket, full: open.size > limit });
  });
  await listen(server, path);
  if (!onPipe) await chmod(path, 0o600);
  return { path, stop: () => stop(server, open) };
}

async function listen(server: Server, path: string): Promise<void> {
  const started = new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', resolve);
  });
  // The socket is made within this call and would be open to everyone until the chmod that follows.
  const before = process.umask(0o077);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  await started.catch((cause: unknown) => {
    throw new AppError('unavailable', `The socket ${path} cannot be opened.`, { cause });
  });
}

async function stop(server: Server, open: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  for (const socket of open) socket.destroy();
  await closed;
}

interface Arrival extends AgentsDoorDeps {
  readonly newServer: McpServerMaker;
  readonly socket: Socket;
  readonly full: boolean;
}

function receive(arrival: Arrival): void {
  const lines = new LineSocket(arrival.socket, MAX_GREETING_BYTES);
  if (arrival.full) {
    lines.end(refusalLine(new AppError('busy', 'Too many programs are connected.', { next: 'Close one of them.' })));
    return;
  }
  const hurry = arrival.clock.after(GREETING_MS, () => lines.end(refusalLine(noGreeting('came too late'))));
  lines.events = {
    line: (bytes) => {
      hurry();
      lines.limit = MAX_LINE_BYTES;
      greet(arrival, lines, bytes);
    },
    tooLong: () => lines.end(refusalLine(noGreeting('is too long'))),
    closed: hurry,
  };
}

const noGreeting = (what: string): AppError => new AppError('bad_input', `The greeting ${what}.`);

function greet(arrival: Arrival, lines: LineSocket, bytes: Buffer): void {
  const { door, log, random, newServer } = arrival;
  try {
    const connection = `con_${Buffer.from(random.bytes(15)).toString('hex')}`;
    const { door: wanted, caller } = welcome(bytes, connection);
    if (wanted === 'mcp') serveMcp({ door, log, newServer, lines, caller });
    else serveCommands({ door, log, lines, caller });
  } catch (error) {
    lines.end(refusalLine(asAppError(error)));
  }
}
