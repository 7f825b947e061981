import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { parseJSONRPCMessage } from '@modelcontextprotocol/server';

import type { AppError } from '../../../app/kernel/errors.ts';
import { asAppError } from '../../../app/kernel/errors.ts';
import type { LineSocket } from './line-socket.ts';
import { lineTooLong } from './refusals.ts';
import { parseStrictJson } from './strict-json.ts';

const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;

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
  #open = true;

  constructor(lines: LineSocket, hooks: LineTransportHooks) {
    this.#lines = lines;
    this.#hooks = hooks;
  }

  async start(): Promise<void> {
    this.#lines.events = {
      line: (bytes) => this.#receive(bytes),
      tooLong: () => this.#lines.end(errorLine(INVALID_REQUEST, lineTooLong())),
      closed: () => {
        void this.close();
        this.#hooks.closed();
      },
    };
  }

  async send(message: JSONRPCMessage): Promise<void> {
    await this.#lines.send(JSON.stringify(message));
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#lines.destroy();
    this.onclose?.();
  }

  #receive(bytes: Buffer): void {
    const read = attempt(() => parseStrictJson(bytes));
    if ('error' in read) return this.#refuse(PARSE_ERROR, asAppError(read.error));
    const message = attempt(() => parseJSONRPCMessage(read.value));
    if ('error' in message) return this.#refuse(INVALID_REQUEST, asAppError(message.error));
    this.#hooks.message(message.value);
    this.onmessage?.(message.value);
  }

  #refuse(code: number, error: AppError): void {
    void this.#lines.send(errorLine(code, error));
  }
}

/** The id is null, as JSON-RPC has it where a request cannot be read. */
const errorLine = (code: number, error: AppError): string =>
  JSON.stringify({
    jsonrpc: '2.0',
    id: null,
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
