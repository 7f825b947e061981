import { utf8Text } from '../../domain/redaction/utf8.ts';

/** What an agent gets of one stream at most: its beginning and its end. */
const HEAD_BYTES = 256 * 1024;
const TAIL_BYTES = 768 * 1024;

/** Keeps the beginning and the end of a stream that may be endless. Takes redacted bytes only: it cuts them. */
export class CappedOutput {
  readonly #head: Uint8Array[] = [];
  readonly #tail: Uint8Array[] = [];
  #headBytes = 0;
  #tailBytes = 0;
  #dropped = 0;

  push(chunk: Uint8Array): void {
    const room = Math.max(0, HEAD_BYTES - this.#headBytes);
    const first = chunk.subarray(0, room);
    const rest = chunk.subarray(room);
    if (first.length > 0) {
      this.#head.push(first.slice());
      this.#headBytes += first.length;
    }
    if (rest.length === 0) return;
    this.#tail.push(rest.slice());
    this.#tailBytes += rest.length;
    this.#trim();
  }

  get truncated(): boolean {
    return this.#dropped > 0;
  }

  text(): string {
    if (!this.truncated) return utf8Text(join([...this.#head, ...this.#tail]));
    const head = withoutBrokenEnd(join(this.#head));
    const tail = withoutBrokenStart(join(this.#tail));
    const missing = this.#headBytes + this.#dropped + this.#tailBytes - head.length - tail.length;
    return `${utf8Text(head)}\n… ${missing} bytes left out …\n${utf8Text(tail)}`;
  }

  #trim(): void {
    while (this.#tailBytes > TAIL_BYTES) {
      const [oldest] = this.#tail;
      if (oldest === undefined) return;
      const excess = Math.min(this.#tailBytes - TAIL_BYTES, oldest.length);
      if (excess === oldest.length) this.#tail.shift();
      else this.#tail[0] = oldest.slice(excess);
      this.#tailBytes -= excess;
      this.#dropped += excess;
    }
  }
}

const isContinuation = (byte: number | undefined): boolean => ((byte ?? 0) & 0xc0) === 0x80;

/** A character of UTF-8 that the cut went through is left out. */
function withoutBrokenEnd(bytes: Uint8Array): Uint8Array {
  let start = bytes.length - 1;
  while (start > bytes.length - 4 && isContinuation(bytes[start])) start -= 1;
  const first = bytes[start] ?? 0;
  const size = [0xc0, 0xe0, 0xf0].filter((lead) => first >= lead).length + 1;
  return start + size > bytes.length ? bytes.subarray(0, start) : bytes;
}

function withoutBrokenStart(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < 3 && isContinuation(bytes[start])) start += 1;
  return bytes.subarray(start);
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
