const NEWLINE = 10;
const RETURN = 13;

export interface LineReaderEvents {
  line(bytes: Buffer): void;
  /** A line went over the limit; the rest of it is dropped. */
  tooLong(): void;
}

/** Cuts a stream of bytes into lines. Holds no more than one line of at most the limit. */
export class LineReader {
  #held: Buffer[] = [];
  #size = 0;
  #dropping = false;
  #limit: number;
  readonly #events: LineReaderEvents;

  constructor(limit: number, events: LineReaderEvents) {
    this.#limit = limit;
    this.#events = events;
  }

  /** Takes effect from the next line on. */
  set limit(bytes: number) {
    this.#limit = bytes;
  }

  push(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      this.#hold(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
      this.#finish();
    }
    this.#hold(rest);
  }

  #hold(part: Buffer): void {
    if (this.#dropping || part.length === 0) return;
    this.#size += part.length;
    if (this.#size <= this.#limit) {
      this.#held.push(part);
      return;
    }
    this.#held = [];
    this.#dropping = true;
    this.#events.tooLong();
  }

  #finish(): void {
    const line = Buffer.concat(this.#held);
    const dropped = this.#dropping;
    this.#held = [];
    this.#size = 0;
    this.#dropping = false;
    const text = line.at(-1) === RETURN ? line.subarray(0, -1) : line;
    if (!dropped && text.length > 0) this.#events.line(text);
  }
}
