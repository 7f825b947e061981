import { buildAutomaton, unite, type Automaton, type Finding, type OwnedPattern } from './automaton.ts';
import { isBase64Byte } from './base64-forms.ts';
import { patternsOf } from './forms.ts';
import { HeldBytes } from './held-bytes.ts';
import { utf8Bytes, utf8Text } from './utf8.ts';

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

export interface Redactor {
  /** What can be passed on after this chunk. Held back is only what may be the beginning of a value. */
  write(chunk: Uint8Array): Uint8Array;
  /** The rest. A value that was cut off after its first four bytes is masked. */
  end(): Uint8Array;
  /** How many masks each name stands in, itself or covered by a longer one; names that were never seen are absent. */
  counts(): Record<string, number>;
}

/** The values made ready for any number of streams, such as the two outputs of one command. */
export interface Redaction {
  stream(): Redactor;
  text(text: string): string;
}

export function compileRedaction(secrets: readonly NamedValue[]): Redaction {
  const owned = secrets.flatMap(({ value }, owner) =>
    patternsOf(value).map((pattern): OwnedPattern => ({ pattern, owner })),
  );
  const automaton = buildAutomaton(owned);
  const names = secrets.map(({ name }) => name);
  const masks = names.map((name) => utf8Bytes(`[REDACTED:${name}]`));
  return {
    stream: () => new RedactionStream(automaton, names, masks),
    text(text) {
      const stream = new RedactionStream(automaton, names, masks);
      return utf8Text(joined([stream.write(utf8Bytes(text)), stream.end()]));
    },
  };
}

/** Replaces each value, in any of its spellings, by `[REDACTED:NAME]`. Values that are not maskable pass. */
export const createRedactor = (secrets: readonly NamedValue[]): Redactor => compileRedaction(secrets).stream();

/** A stretch of the stream that will be one mask. */
interface Range {
  start: number;
  end: number;
  longest: number;
  owner: number;
  owners: ReadonlySet<number>;
}

/** After a match in base64: one more character, then up to two signs of padding, may belong to it. */
const TAIL_LENGTH = 3;
const PADDING = 0x3d;

class RedactionStream implements Redactor {
  readonly #automaton: Automaton;
  readonly #names: readonly string[];
  readonly #masks: readonly Uint8Array[];
  readonly #counts: number[];
  readonly #held = new HeldBytes();
  /** In order, apart from each other; matches still to come can only touch the last ones. */
  #ranges: Range[] = [];
  #state = 0;
  #tail = 0;

  constructor(automaton: Automaton, names: readonly string[], masks: readonly Uint8Array[]) {
    this.#automaton = automaton;
    this.#names = names;
    this.#masks = masks;
    this.#counts = names.map(() => 0);
  }

  write(chunk: Uint8Array): Uint8Array {
    const automaton = this.#automaton;
    const { found } = automaton;
    let place = this.#held.end;
    this.#held.append(chunk);
    let state = this.#state;
    for (const byte of chunk) {
      if (this.#tail > 0) this.#takeTail(byte, place);
      state = automaton.next(state, byte);
      place++;
      const index = found[state] ?? 0;
      if (index !== 0) this.#record(automaton.findings[index] ?? null, place);
    }
    this.#state = state;
    return this.#passOn(this.#holdFrom());
  }

  end(): Uint8Array {
    const { end } = this.#held;
    const cut = this.#automaton.cutOff(this.#state);
    if (cut !== null) {
      this.#add({ start: end - cut.length, end, longest: cut.length, owner: cut.owner, owners: new Set([cut.owner]) });
    }
    this.#tail = 0;
    this.#state = 0;
    const rest = this.#passOn(end);
    this.#held.clear();
    return rest;
  }

  counts(): Record<string, number> {
    const counts = new Map<string, number>();
    this.#names.forEach((name, owner) => {
      const count = this.#counts[owner] ?? 0;
      if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count);
    });
    return Object.fromEntries(counts);
  }

  #record(finding: Finding | null, end: number): void {
    if (finding === null) return;
    const { length, owner, owners, takesBefore, tail } = finding;
    let start = end - length;
    if (takesBefore && this.#precedes(start - 1)) start--;
    this.#add({ start, end, longest: length, owner, owners });
    if (tail) this.#tail = TAIL_LENGTH;
  }

  #precedes(place: number): boolean {
    return place >= this.#held.start && this.#automaton.mayPrecede[this.#held.byteAt(place)] === 1;
  }

  /** Adds a range that ends at or after all others, taking in those it overlaps. */
  #add(range: Range): void {
    let last = this.#ranges.at(-1);
    while (last !== undefined && last.start > range.start && last.end > range.start) {
      this.#ranges.pop();
      absorb(range, last);
      last = this.#ranges.at(-1);
    }
    if (last !== undefined && last.end > range.start) absorb(last, range);
    else this.#ranges.push(range);
  }

  #takeTail(byte: number, place: number): void {
    const last = this.#ranges.at(-1);
    const isCharacter = this.#tail === TAIL_LENGTH && isBase64Byte(byte);
    if (last?.end !== place || !(isCharacter || (byte === PADDING && this.#tail < TAIL_LENGTH))) {
      this.#tail = 0;
      return;
    }
    last.end = place + 1;
    this.#tail--;
  }

  /** From where on nothing can be passed on yet. */
  #holdFrom(): number {
    const from = this.#held.end - this.#automaton.depth(this.#state);
    return this.#precedes(from - 1) ? from - 1 : from;
  }

  #passOn(limit: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let from = this.#held.start;
    let done = 0;
    for (const range of this.#ranges) {
      if (from < range.start) parts.push(this.#held.copy(from, Math.min(range.start, limit)));
      from = Math.min(range.end, limit);
      const isOpen = range.end > limit || (this.#tail > 0 && range.end === this.#held.end);
      if (isOpen) break;
      parts.push(this.#mask(range));
      done++;
    }
    this.#ranges = this.#ranges.slice(done);
    if (this.#ranges.length === 0 && from < limit) parts.push(this.#held.copy(from, limit));
    this.#held.dropBefore(limit);
    return joined(parts);
  }

  #mask(range: Range): Uint8Array {
    for (const owner of range.owners) this.#counts[owner] = (this.#counts[owner] ?? 0) + 1;
    return this.#masks[range.owner] ?? new Uint8Array(0);
  }
}

/** The longest match names the mask; of equals the first in the text. */
function absorb(range: Range, other: Range): void {
  const isFirst = other.start < range.start;
  if (other.longest > range.longest || (other.longest === range.longest && isFirst)) {
    range.longest = other.longest;
    range.owner = other.owner;
  }
  range.start = Math.min(range.start, other.start);
  range.end = Math.max(range.end, other.end);
  range.owners = unite(range.owners, other.owners);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
