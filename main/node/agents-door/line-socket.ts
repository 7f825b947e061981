import type { Socket } from 'node:net';

import { LineReader } from './line-reader.ts';

export interface LineSocketEvents {
  readonly line: (bytes: Buffer) => void;
  readonly tooLong: () => void;
  /** Once, whichever side ended it. */
  readonly closed: () => void;
}

const LAST_WORDS_MS = 1_000;

const NOTHING: LineSocketEvents = { line: () => undefined, tooLong: () => undefined, closed: () => undefined };

/** A socket that speaks in lines. What listens to it may change: first the greeting, then what the greeting asked for. */
export class LineSocket {
  events: LineSocketEvents = NOTHING;
  readonly #socket: Socket;
  readonly #reader: LineReader;
  #drained: Promise<void> | undefined;

  constructor(socket: Socket, limit: number) {
    this.#socket = socket;
    this.#reader = new LineReader(limit, {
      line: (bytes) => this.events.line(bytes),
      tooLong: () => this.events.tooLong(),
    });
    socket.on('data', (chunk: Buffer) => this.#reader.push(chunk));
    // A broken connection is told by 'close', which follows every error.
    socket.on('error', () => undefined);
    // Who closes its end asks for nothing any more: no half-open connection may keep a question to the person alive.
    socket.on('end', () => socket.destroy());
    socket.on('close', () => this.events.closed());
  }

  set limit(bytes: number) {
    this.#reader.limit = bytes;
  }

  /**
   * Resolves when the text is on its way, so that a reader who is slow slows the writer. Until then nothing more is read:
   * who asks without reading the answers would have them pile up here.
   */
  async send(text: string): Promise<void> {
    if (this.#socket.destroyed || this.#socket.write(`${text}\n`)) return;
    this.#drained ??= this.#drain();
    await this.#drained;
  }

  async #drain(): Promise<void> {
    this.#socket.pause();
    await new Promise<void>((resolve) => {
      const free = () => {
        this.#socket.off('drain', free);
        this.#socket.off('close', free);
        this.#drained = undefined;
        this.#socket.resume();
        resolve();
      };
      this.#socket.on('drain', free);
      this.#socket.on('close', free);
    });
  }

  /** Says a last line and hangs up; what still comes in is not looked at. */
  end(text: string): void {
    this.events = { ...NOTHING, closed: this.events.closed };
    this.#socket.end(`${text}\n`);
    this.#socket.resume();
    // Hanging up at once would break off what the other side is writing, and with it its reading of this line.
    const patience = setTimeout(() => this.#socket.destroy(), LAST_WORDS_MS);
    this.#socket.once('close', () => clearTimeout(patience));
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
