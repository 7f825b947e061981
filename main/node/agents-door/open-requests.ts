import type { JSONRPCMessage, RequestId } from '@modelcontextprotocol/server';
import { z } from 'zod';

const cancelled = z.object({
  method: z.literal('notifications/cancelled'),
  params: z.object({ requestId: z.union([z.string(), z.number()]) }),
});

/**
 * Counts the requests of a connection that have no answer yet. An id counts as often as it is used. The messages are known to
 * be of the protocol: what kind they are is told by their members, not by reading them against its schemas again.
 */
export class OpenRequests {
  readonly #limit: number;
  readonly #open = new Map<RequestId, number>();
  #count = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Says whether there is room for a message that came in. Whatever is no request always has. */
  admit(message: JSONRPCMessage): boolean {
    if (!('method' in message)) return true;
    if ('id' in message) return this.#enter(message.id);
    // A cancelled request is never answered.
    const id = cancelled.safeParse(message).data?.params.requestId;
    if (id !== undefined) this.#leave(id);
    return true;
  }

  /** Call it with every message that went out. */
  sent(message: JSONRPCMessage): void {
    if (!('method' in message) && message.id !== undefined) this.#leave(message.id);
  }

  #enter(id: RequestId): boolean {
    if (this.#count >= this.#limit) return false;
    this.#count += 1;
    this.#open.set(id, (this.#open.get(id) ?? 0) + 1);
    return true;
  }

  #leave(id: RequestId): void {
    const uses = this.#open.get(id);
    if (uses === undefined) return;
    this.#count -= 1;
    if (uses === 1) this.#open.delete(id);
    else this.#open.set(id, uses - 1);
  }
}
