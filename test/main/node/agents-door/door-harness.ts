import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach } from 'vitest';

import type { Clock } from '../../../../app/ports/clock.ts';
import type { AgentsDoorDeps } from '../../../../main/node/agents-door/socket-server.ts';
import { startHttpDoor } from '../../../../main/node/agents-door/http-server.ts';
import { startSocketDoor } from '../../../../main/node/agents-door/socket-server.ts';
import { MemoryDoor } from './memory-door.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

export const later = (cleanup: () => unknown): void => void cleanups.push(cleanup);

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'cs-'));
  later(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

/** A clock that goes on only when told. */
export class ManualClock implements Clock {
  #now = 0;
  #timers: { at: number; action: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  get waiting(): number {
    return this.#timers.length;
  }

  after(ms: number, action: () => void): () => void {
    const timer = { at: this.#now + ms, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  advance(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { action } of due) action();
  }
}

interface LogLine {
  readonly event: string;
  readonly fields: unknown;
}

export function doorDeps(clock: Clock = systemClock) {
  const lines: LogLine[] = [];
  const door = new MemoryDoor();
  const deps: AgentsDoorDeps = {
    door,
    clock,
    random: { bytes: (count) => randomBytes(count) },
    log: { write: (_level, event, fields) => void lines.push({ event, fields }) },
  };
  return { door, deps, lines };
}

const VERSION = '0.1.0';

export async function httpDoor(clock?: Clock) {
  const { door, deps, lines } = doorDeps(clock);
  const http = await startHttpDoor(deps, { port: 0, version: VERSION });
  later(() => http.stop());
  return { door, http, lines, key: door.key('claude') };
}

export async function socketDoor(options: { clock?: Clock; maxConnections?: number; folder?: string } = {}) {
  const folder = options.folder ?? temporaryFolder();
  const { door, deps, lines } = doorDeps(options.clock);
  const socketPath = path.join(folder, 'run', 'agents.sock');
  const { maxConnections } = options;
  const start = async () => {
    const started = await startSocketDoor(deps, {
      path: socketPath,
      version: VERSION,
      ...(maxConnections === undefined ? {} : { maxConnections }),
    });
    await mkdir(path.join(folder, 'run'), { recursive: true });
    const endpoints = { pid: process.pid, version: VERSION, started: '', socket: socketPath, mcp: '', ui: '' };
    await writeFile(path.join(folder, 'run', 'endpoints.json'), JSON.stringify(endpoints), { mode: 0o600 });
    later(() => started.stop());
    return started;
  };
  return { door, deps, lines, folder, socketPath, start };
}

export const GREETING = {
  countersign: 1,
  door: 'mcp',
  agent: 'claude',
  pid: 4242,
  cwd: '/work',
  path: '/usr/bin',
} as const;

/** A raw peer of a socket that speaks in lines. */
export class Peer {
  readonly lines: string[] = [];
  closed = false;
  readonly socket: Socket;
  #rest = '';
  #wake: () => void = () => undefined;

  constructor(target: string | { readonly port: number; readonly host: string }) {
    this.socket = typeof target === 'string' ? createConnection(target) : createConnection(target);
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk: Buffer) => {
      const parts = (this.#rest + chunk.toString('utf8')).split('\n');
      this.#rest = parts.pop() ?? '';
      this.lines.push(...parts);
      this.#wake();
    });
    this.socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
    later(() => this.socket.destroy());
  }

  /** What came in, whole lines or not. */
  get text(): string {
    return [...this.lines, this.#rest].join('\n');
  }

  send(value: unknown): void {
    this.socket.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`);
  }

  async until(done: (peer: Peer) => boolean): Promise<void> {
    while (!done(this)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The next line that fits, as JSON. */
  async json(fits: (value: Record<string, unknown>) => boolean = () => true): Promise<Record<string, unknown>> {
    let found: Record<string, unknown> | undefined;
    await this.until(() => {
      found = this.lines.map((line) => JSON.parse(line) as Record<string, unknown>).find(fits);
      return found !== undefined || this.closed;
    });
    if (found === undefined) throw new Error(`The connection closed. It said: ${this.text}`);
    return found;
  }

  async end(): Promise<void> {
    await this.until(() => this.closed);
  }
}

/** Waits until something that is no event becomes true; the test's own time limit is the only one. */
export async function eventually(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 10));
}
