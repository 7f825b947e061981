import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import { z } from 'zod';

import type { Caller, Dispatch } from '../../app/contract/dispatch.ts';
import type { Reply } from '../../app/contract/wire.ts';
import { AppError } from '../../app/kernel/errors.ts';
import type { Clock } from '../../app/ports/clock.ts';
import { listenOnLoopback } from '../node/listen-on-loopback.ts';
import { systemClock } from '../node/state/system-clock.ts';

import { MAX_CALL_BYTES, readJson } from './body.ts';
import { EventSockets } from './event-sockets.ts';
import type { PersonSession, PersonSessions } from './person-sessions.ts';
import { COMMON_HEADERS, type StaticFiles } from './static-files.ts';

const COOKIE = 'countersign_session';
const PROOF_HEADER = 'x-countersign-proof';

const exchange = z.strictObject({ code: z.string().max(200) });
/** As the page says it: a clone puts nothing on PATH. */
const NEW_CODE = 'Run `npx countersign open` in the Countersign folder for a new one.';
const MAX_EXCHANGE_BYTES = 1024;
/** On each address: whoever may connect may not use up what the core needs for its files. */
const MAX_CONNECTIONS = 256;
const LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5000 };

export interface PersonDoorOptions {
  readonly port: number;
  readonly sessions: PersonSessions;
  readonly files: StaticFiles;
  readonly dispatch: Dispatch;
  /** The system's unless given. */
  readonly clock?: Clock;
}

/** The browser's way in: loopback only, one origin `http://localhost:PORT`, and nothing without a session but the page itself. */
export class PersonDoor {
  readonly #options: PersonDoorOptions;
  readonly #servers: Server[] = [];
  readonly #events: EventSockets;
  #port = 0;

  constructor(options: PersonDoorOptions) {
    this.#options = options;
    this.#events = new EventSockets(options.sessions, options.clock ?? systemClock());
  }

  get origin(): string {
    return `http://localhost:${this.#port}`;
  }

  async start(): Promise<void> {
    const make = (): Server => {
      const server = createServer(LIMITS, (request, response) => void this.#serve(request, response));
      server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
      server.maxConnections = MAX_CONNECTIONS;
      return server;
    };
    const { servers, port } = await listenOnLoopback(make, {
      port: this.#options.port,
      setting: 'COUNTERSIGN_UI_PORT',
    });
    this.#servers.push(...servers);
    this.#port = port;
  }

  publish(name: string, payload: unknown): void {
    this.#events.publish(JSON.stringify({ name, payload }));
  }

  async stop(): Promise<void> {
    this.#events.close();
    await Promise.all(
      this.#servers.map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      ),
    );
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (!this.#fromOwnHost(request, response)) return;
      if (request.method === 'GET' || request.method === 'HEAD') {
        this.#page(request, response);
        return;
      }
      if (request.method !== 'POST' || !this.#fromOwnPage(request)) {
        end(response, 403);
        return;
      }
      await this.#post(request, response);
    } catch {
      // A request that broke off or could not be read: there is nobody left to tell.
      if (!response.headersSent) end(response, 400);
    }
  }

  /** The address by number is told the name once: passkeys and cookies need one origin. */
  #fromOwnHost(request: IncomingMessage, response: ServerResponse): boolean {
    const host = onlyHost(request);
    if (host === `localhost:${this.#port}`) return true;
    if (request.method === 'GET' && (host === `127.0.0.1:${this.#port}` || host === `[::1]:${this.#port}`)) {
      response.writeHead(307, { ...COMMON_HEADERS, location: `${this.origin}/` }).end();
      return false;
    }
    end(response, 421);
    return false;
  }

  #fromOwnPage(request: IncomingMessage): boolean {
    const site = request.headers['sec-fetch-site'];
    return request.headers.origin === this.origin && (site === undefined || site === 'same-origin');
  }

  #page(request: IncomingMessage, response: ServerResponse): void {
    const name = (request.url ?? '/').split('?')[0] ?? '/';
    const answer = this.#options.files.answer(name, this.origin);
    if (answer === null) {
      end(response, 404);
      return;
    }
    response.writeHead(200, { ...COMMON_HEADERS, ...answer.headers });
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  }

  async #post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/api/session') {
      await this.#openSession(request, response);
      return;
    }
    const session = this.#sessionOf(request);
    if (request.url !== '/api/call') end(response, 404);
    else if (session === null) endJson(response, 401, signedOut());
    else endJson(response, 200, await this.#reply(request, session));
  }

  async #reply(request: IncomingMessage, session: PersonSession): Promise<Reply> {
    try {
      const body = await readJson(request, MAX_CALL_BYTES);
      return await this.#options.dispatch(body, callerOf(session));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { code, message, next } = error;
      return { ok: false, code, message, ...(next === undefined ? {} : { next }) };
    }
  }

  async #openSession(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // What is too large is no code either.
    const parsed = exchange.safeParse(await readJson(request, MAX_EXCHANGE_BYTES).catch(() => undefined));
    const opened = parsed.success ? this.#options.sessions.exchange(parsed.data.code) : null;
    if (opened === null) {
      endJson(response, 401, {
        code: 'unauthenticated',
        message: 'This code is not valid: each works once, for five minutes.',
        next: NEW_CODE,
      });
      return;
    }
    response.setHeader('set-cookie', `${COOKIE}=${opened.cookie}; HttpOnly; SameSite=Strict; Path=/`);
    endJson(response, 200, { proof: opened.proof });
  }

  #sessionOf(request: IncomingMessage): PersonSession | null {
    const proof = request.headers[PROOF_HEADER];
    return this.#options.sessions.find(cookieOf(request), typeof proof === 'string' ? proof : undefined);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const own = request.url === '/api/events' && onlyHost(request) === `localhost:${this.#port}`;
    if (!own || !this.#fromOwnPage(request)) {
      socket.destroy();
      return;
    }
    this.#events.accept(request, { socket, head, cookie: cookieOf(request) });
  }
}

/** Node reads the first of several; another reader on the way might read the last. */
function onlyHost({ rawHeaders, headers }: IncomingMessage): string | undefined {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  return hosts.length === 1 ? headers.host : undefined;
}

const callerOf = (session: PersonSession): Caller => ({ surface: 'browser', session: session.name, may: session.may });

function cookieOf(request: IncomingMessage): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === COOKIE)?.[1];
}

const signedOut = (): Record<string, string> => {
  const { code, message } = new AppError('unauthenticated', 'This session ended.');
  return { code, message, next: NEW_CODE };
};

function endJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { ...COMMON_HEADERS, 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status, COMMON_HEADERS).end();
}
