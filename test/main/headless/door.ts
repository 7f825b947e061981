import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach } from 'vitest';
import { WebSocket } from 'ws';

import type { Caller, Dispatch } from '../../../app/contract/dispatch.ts';
import { PersonDoor } from '../../../main/headless/person-door.ts';
import { PersonSessions, type PersonSession } from '../../../main/headless/person-sessions.ts';
import { StaticFiles } from '../../../main/headless/static-files.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

type Headers = Readonly<Record<string, string | readonly string[]>>;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface SignedIn {
  readonly cookie: string;
  readonly proof: string;
}

export interface OpenedDoor {
  readonly door: PersonDoor;
  readonly port: number;
  readonly clock: ManualClock;
  readonly sessions: PersonSessions;
  readonly opened: readonly PersonSession[];
  /** Calls that reached the core. */
  readonly calls: { readonly message: unknown; readonly caller: Caller }[];
  signIn(): Promise<SignedIn>;
  exchange(code: string, headers?: Headers): Promise<Answer>;
  /** `POST /api/call` as our own page makes it, but for what `headers` says. */
  call(message: unknown, signedIn: Partial<SignedIn>, headers?: Headers): Promise<Answer>;
  send(method: string, path: string, options?: { headers?: Headers; body?: string | Buffer }): Promise<Answer>;
  /** Bytes over a socket of their own; what came back until the other side closed. */
  raw(text: string): Promise<string>;
  events(signedIn: Partial<SignedIn>, headers?: Headers): WebSocket;
}

export interface DoorOptions {
  readonly dispatch?: Dispatch;
  readonly sessions?: (clock: ManualClock, opened: (session: PersonSession) => void) => PersonSessions;
}

const PAGE = '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><script src="/assets/app.js"></script>';

/** The real door on a free port, over a folder with a few pages in it and a file beside it. */
export async function openDoor(options: DoorOptions = {}): Promise<OpenedDoor> {
  const folder = mkdtempSync(join(tmpdir(), 'cs-door-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'renderer', 'index.html'), PAGE);
  writeFileSync(join(folder, 'renderer', 'assets', 'app.js'), 'export {};');
  writeFileSync(join(folder, 'renderer', 'assets', 'app.js.map'), '{}');
  writeFileSync(join(folder, 'main.js'), 'OUTSIDE');
  const clock = createManualClock();
  const opened: PersonSession[] = [];
  const announce = (session: PersonSession): void => void opened.push(session);
  const sessions = options.sessions?.(clock, announce) ?? new PersonSessions(clock, announce);
  const calls: OpenedDoor['calls'] = [];
  const door = new PersonDoor({
    port: 0,
    sessions,
    clock,
    files: new StaticFiles(join(folder, 'renderer')),
    dispatch: async (message, caller) => {
      calls.push({ message, caller });
      return options.dispatch?.(message, caller) ?? { ok: true, data: {} };
    },
  });
  await door.start();
  cleanups.push(() => door.stop());
  const port = Number(new URL(door.origin).port);
  const ours = { host: `localhost:${port}`, origin: door.origin, 'content-type': 'application/json' };
  const send: OpenedDoor['send'] = (method, path, { headers = {}, body } = {}) =>
    exchangeOver({ port, method, path, headers: { host: ours.host, ...headers }, body });
  const proofs = ({ cookie, proof }: Partial<SignedIn>): Headers => ({
    ...(cookie === undefined ? {} : { cookie: `countersign_session=${cookie}` }),
    ...(proof === undefined ? {} : { 'x-countersign-proof': proof }),
  });
  const exchange: OpenedDoor['exchange'] = (code, headers) =>
    send('POST', '/api/session', { headers: { ...ours, ...headers }, body: JSON.stringify({ code }) });
  return {
    door,
    port,
    clock,
    sessions,
    opened,
    calls,
    send,
    exchange,
    async signIn() {
      const { body, headers } = await exchange(sessions.newCode());
      const cookie = /^countersign_session=([^;]+);/.exec(String(headers['set-cookie']))?.[1] ?? '';
      const { proof } = JSON.parse(body) as { proof: string };
      return { cookie, proof };
    },
    call: (message, signedIn, headers = {}) =>
      send('POST', '/api/call', {
        headers: { ...ours, ...proofs(signedIn), ...headers },
        body: JSON.stringify(message),
      }),
    raw: (text) => rawOver(port, text),
    events(signedIn, headers = {}) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/api/events`, {
        headers: {
          host: ours.host,
          origin: ours.origin,
          ...proofs(signedIn.cookie === undefined ? {} : { cookie: signedIn.cookie }),
          ...headers,
        } as never,
      });
      socket.on('error', () => undefined);
      cleanups.push(() => socket.terminate());
      return socket;
    },
  };
}

interface Sent {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body?: string | Buffer | undefined;
}

function exchangeOver({ port, method, path, headers, body }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers: headers as never, agent: false });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => void chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
      response.on('error', reject);
    });
    request.end(body);
  });
}

function rawOver(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    const chunks: Buffer[] = [];
    const done = (): void => resolve(Buffer.concat(chunks).toString());
    socket.on('data', (chunk) => void chunks.push(chunk));
    socket.on('error', done);
    socket.on('close', done);
    socket.end(text);
  });
}

/** Closed with this code. */
export const closed = (socket: WebSocket): Promise<number> =>
  new Promise((resolve) => {
    socket.on('close', (code) => resolve(code));
  });

export const isOpen = (socket: WebSocket): Promise<void> =>
  new Promise((resolve) => {
    socket.on('open', () => resolve());
  });
