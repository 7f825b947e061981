import { AppError } from '../../../app/kernel/errors.ts';

const MAX_DEPTH = 32;
const QUOTE = 34;
const BACKSLASH = 92;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * JSON that every parser reads alike. Refused besides what is no JSON: invalid UTF-8, a byte order mark, a key given twice,
 * `__proto__`, more than 32 levels, and numbers that do not survive a double.
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  const text = decoded(bytes);
  const value = parsed(text);
  new Scan(text).run();
  return value;
}

const refusal = (message: string): AppError =>
  new AppError('bad_input', message, { next: 'Send one JSON text, UTF-8 encoded, with each key once.' });

function decoded(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new AppError('bad_input', 'The text is not valid UTF-8.', { cause });
  }
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    // The parser's message quotes the text, which may hold a secret: it is not kept, not even as a cause.
    throw refusal('The text is not valid JSON.');
  }
}

/** Walks a text that is known to be JSON. */
class Scan {
  /** For each open level: the keys seen so far, or null in a list. */
  readonly #levels: (Set<string> | null)[] = [];
  readonly #text: string;
  /** Sticky: it keeps where to look next. */
  readonly #number = /-?\d[\d.eE+-]*/y;
  #keyNext = false;

  constructor(text: string) {
    this.#text = text;
  }

  run(): void {
    for (let at = 0; at < this.#text.length; at += 1) at = this.#step(at);
  }

  /** Returns the position of the last character that it read. */
  #step(at: number): number {
    switch (this.#text.charAt(at)) {
      case '{':
        this.#open(new Set());
        return at;
      case '[':
        this.#open(null);
        return at;
      case '}':
      case ']':
        this.#levels.pop();
        this.#keyNext = false;
        return at;
      case ',':
        this.#keyNext = this.#levels.at(-1) !== null;
        return at;
      case '"':
        return this.#string(at);
      default:
        return this.#other(at);
    }
  }

  #open(keys: Set<string> | null): void {
    if (this.#levels.push(keys) > MAX_DEPTH) throw refusal(`The JSON has more than ${MAX_DEPTH} levels.`);
    this.#keyNext = keys !== null;
  }

  #string(start: number): number {
    let end = start + 1;
    for (; this.#text.charCodeAt(end) !== QUOTE; end += 1) if (this.#text.charCodeAt(end) === BACKSLASH) end += 1;
    if (this.#keyNext) this.#key(this.#text.slice(start, end + 1));
    this.#keyNext = false;
    return end;
  }

  #key(quoted: string): void {
    const key: unknown = JSON.parse(quoted);
    const keys = this.#levels.at(-1);
    if (typeof key !== 'string' || keys === undefined || keys === null) return;
    if (key === '__proto__') throw refusal('The key `__proto__` is not allowed.');
    if (keys.has(key)) throw refusal('A key is given twice.');
    keys.add(key);
  }

  #other(start: number): number {
    this.#number.lastIndex = start;
    const found = this.#number.exec(this.#text)?.[0];
    if (found === undefined) return start;
    const value = Number(found);
    const exact = /^-?\d+$/.test(found) ? Number.isSafeInteger(value) : Number.isFinite(value);
    if (!exact) throw refusal('A number is too large to be kept exactly.');
    return start + found.length - 1;
  }
}
