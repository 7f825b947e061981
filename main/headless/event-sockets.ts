import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { z } from 'zod';

import type { Clock } from '../../app/ports/clock.ts';

import type { PersonSession, PersonSessions } from './person-sessions.ts';

const ANSWER_WITHIN_MS = 2000;
const MAX_SOCKETS = 64;
const MAX_MESSAGE_BYTES = 1024;
/** Of events that wait for a page. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;
/** Tells a page to sign in again instead of coming back. */
const UNKNOWN_SESSION = 4401;

const opening = z.strictObject({ proof: z.string().max(200) });

export interface Upgrade {
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly cookie: string | undefined;
}

/** Events to every page that showed its proof. Browsers can set no header on a WebSocket, so the proof is the first message. */
export class EventSockets {
  readonly #sessions: PersonSessions;
  readonly #clock: Clock;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  /** Null until the page showed its proof. */
  readonly #pages = new Map<WebSocket, PersonSession | null>();

  constructor(sessions: PersonSessions, clock: Clock) {
    this.#sessions = sessions;
    this.#clock = clock;
  }

  accept(request: IncomingMessage, { socket, head, cookie }: Upgrade): void {
    // Whoever has no cookie of ours takes no place from those who do.
    const known = this.#sessions.knows(cookie);
    if (known && this.#pages.size >= MAX_SOCKETS) {
      socket.destroy();
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (page) => {
      page.on('error', () => page.terminate());
      if (known) this.#greet(page, cookie);
      else this.#signOut(page);
    });
  }

  publish(message: string): void {
    for (const [page, session] of this.#pages) {
      if (session === null) continue;
      if (!this.#sessions.isOpen(session)) this.#signOut(page);
      // A page that does not read is cut off before it fills the memory: it comes back and asks for what it missed.
      else if (page.bufferedAmount > MAX_UNREAD_BYTES) page.terminate();
      else page.send(message);
    }
  }

  close(): void {
    for (const page of this.#server.clients) page.terminate();
    this.#server.close();
  }

  #greet(page: WebSocket, cookie: string | undefined): void {
    this.#pages.set(page, null);
    const cancel = this.#clock.after(ANSWER_WITHIN_MS, () => page.terminate());
    page.on('close', () => {
      cancel();
      this.#pages.delete(page);
    });
    page.once('message', (data) => {
      cancel();
      const proof = proofOf(data);
      const session = proof === null ? null : this.#sessions.find(cookie, proof);
      if (session !== null) this.#pages.set(page, session);
      else if (proof === null) page.terminate();
      else this.#signOut(page);
    });
  }

  #signOut(page: WebSocket): void {
    this.#pages.delete(page);
    page.once(
      'close',
      this.#clock.after(ANSWER_WITHIN_MS, () => page.terminate()),
    );
    page.close(UNKNOWN_SESSION);
  }
}

function proofOf(data: RawData): string | null {
  try {
    const parsed = opening.safeParse(JSON.parse(textOf(data)));
    return parsed.success ? parsed.data.proof : null;
  } catch {
    return null; // Not JSON: the page is none of ours.
  }
}

const textOf = (data: RawData): string => (Buffer.isBuffer(data) ? data.toString('utf8') : '');
