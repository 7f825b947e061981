import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';

const PROOF_WITHIN_MS = 2000;
const MAX_SOCKETS = 64;

const opening = z.strictObject({ proof: z.string().max(200) });

export interface Upgrade {
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly cookie: string | undefined;
}

/** Events to every page that showed its proof. Browsers can set no header on a WebSocket, so the proof is the first message. */
export class EventSockets {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 1024 });
  readonly #admitted = new Set<WebSocket>();
  readonly #isSession: (cookie: string | undefined, proof: string) => boolean;

  constructor(isSession: (cookie: string | undefined, proof: string) => boolean) {
    this.#isSession = isSession;
  }

  accept(request: IncomingMessage, { socket, head, cookie }: Upgrade): void {
    if (this.#server.clients.size >= MAX_SOCKETS) {
      socket.destroy();
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (page) => this.#greet(page, cookie));
  }

  publish(message: string): void {
    for (const page of this.#admitted) page.send(message);
  }

  close(): void {
    for (const page of this.#server.clients) page.terminate();
    this.#server.close();
  }

  #greet(page: WebSocket, cookie: string | undefined): void {
    const late = setTimeout(() => page.terminate(), PROOF_WITHIN_MS);
    page.on('error', () => page.terminate());
    page.on('close', () => {
      clearTimeout(late);
      this.#admitted.delete(page);
    });
    page.once('message', (data) => {
      clearTimeout(late);
      const proof = proofOf(data);
      if (proof === null || !this.#isSession(cookie, proof)) page.terminate();
      else this.#admitted.add(page);
    });
  }
}

function proofOf(data: unknown): string | null {
  try {
    const parsed = opening.safeParse(JSON.parse(String(data)));
    return parsed.success ? parsed.data.proof : null;
  } catch {
    return null; // Not JSON: the page is none of ours.
  }
}
