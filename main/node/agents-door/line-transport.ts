import type { JSONRPCMessage, RequestId, Transport } from '@modelcontextprotocol/server';
import { isJSONRPCRequest, parseJSONRPCMessage } from '@modelcontextprotocol/server';

import type { AppError } from '../../../app/kernel/errors.ts';
import { asAppError } from '../../../app/kernel/errors.ts';
import type { LineSocket } from './line-socket.ts';
import { OpenRequests } from './open-requests.ts';
import { lineTooLong, MAX_OPEN_CALLS, tooManyCalls } from './refusals.ts';
import { refusedId } from './refused-id.ts';
import { parseStrictJson } from './strict-json.ts';

const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;
const SERVER_ERROR = -32_000;

export interface LineTransportHooks {
  /** Called before the server sees the message. */
  message(message: unknown): void;
  /** Called after the server knows that the connection ended. */
  closed(): void;
}

/** MCP over the lines of a socket. Unlike the SDK's own transport it reads JSON strictly and says why it refuses a line. */
export class LineTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #lines: LineSocket;
  readonly #hooks: LineTransportHooks;
  readonly #requests = new OpenRequests(MAX_OPEN_CALLS);
  #open = true;

  constructor(lines: LineSocket, hooks: LineTransportHooks) {
    this.#lines = lines;
    this.#hooks = hooks;
  }

  async start(): Promise<void> {
    this.#lines.events = {
      line: (bytes) => this.#receive(bytes),
      tooLong: () => this.#lines.end(errorLine(INVALID_REQUEST, lineTooLong(), null)),
      closed: () => {
        void this.close();
        this.#hooks.closed();
      },
    };
  }

  async send(message: JSONRPCMessage): Promise<void> {
    await this.#lines.send(JSON.stringify(message));
    // Not before: an answer that waits to be read takes as much room as its request.
    this.#requests.sent(message);
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#lines.destroy();
    this.onclose?.();
  }

  #receive(bytes: Buffer): void {
    const read = attempt(() => parseStrictJson(bytes));
    if ('error' in read) return this.#refuse(errorLine(PARSE_ERROR, asAppError(read.error), refusedId(bytes)));
    const message = attempt(() => parseJSONRPCMessage(read.value));
    if ('error' in message)
      return this.#refuse(errorLine(INVALID_REQUEST, asAppError(message.error), refusedId(bytes)));
    this.#hooks.message(message.value);
    if (!this.#requests.admit(message.value)) {
      const id = isJSONRPCRequest(message.value) ? message.value.id : null;
      return this.#refuse(errorLine(SERVER_ERROR, tooManyCalls(), id));
    }
    this.onmessage?.(message.value);
  }

  #refuse(line: string): void {
    void this.#lines.send(line);
  }
}

/** The id is null, as JSON-RPC has it, where the request's own cannot be told. */
const errorLine = (code: number, error: AppError, id: RequestId | null): string =>
  JSON.stringify({
    jsonrpc: '2.0',
    id,
    error:
      error.code === 'internal'
        ? { code, message: 'Not a JSON-RPC message.' }
        : { code, message: error.message, data: { code: error.code, next: error.next } },
  });

function attempt<T>(work: () => T): { readonly value: T } | { readonly error: unknown } {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}
