import type { Pattern } from './pattern.ts';
import { buildTrie, walkTrie, type Trie } from './trie.ts';

/** What has been found when the automaton stands in some state. */
export interface Finding {
  /** Of the longest pattern that ends here. */
  readonly length: number;
  /** Whose pattern that is. */
  readonly owner: number;
  /** Everyone whose pattern ends here. */
  readonly owners: ReadonlySet<number>;
  readonly takesBefore: boolean;
  readonly tail: boolean;
}

export interface OwnedPattern {
  readonly pattern: Pattern;
  readonly owner: number;
}

/** Aho-Corasick over bytes: finds all patterns in one pass, whatever their number. */
export interface Automaton {
  /** The state after `byte`; 0 is the first. */
  next(state: number, byte: number): number;
  /** How many of the last bytes may be the beginning of a pattern. */
  depth(state: number): number;
  /** Index into `findings`, 0 for none. */
  readonly found: Int32Array;
  readonly findings: readonly (Finding | null)[];
  /** The longest beginning of a pattern in `state` that must not be shown, and whose it is. */
  cutOff(state: number): { readonly length: number; readonly owner: number } | null;
  /** 1 for bytes that may belong to a match which they precede. */
  readonly mayPrecede: Uint8Array;
}

/** States near the root are visited most: they get full rows, up to this many cells in all. */
const ROW_CELLS = 1 << 20;
const ROW_DEPTH = 2;

export function buildAutomaton(owned: readonly OwnedPattern[]): Automaton {
  const trie = buildTrie(owned.map(({ pattern }) => pattern.bytes));
  const cutOwners = new Int32Array(trie.size).fill(-1);
  const own = new Map<number, Finding>();
  const mayPrecede = new Uint8Array(256);
  for (const { pattern, owner } of owned) {
    const last = walkTrie(trie, pattern.bytes, (node, depth) => {
      if (depth >= pattern.cut && cutOwners[node] === -1) cutOwners[node] = owner;
    });
    own.set(last, findingOf({ pattern, owner }, own.get(last)));
    for (const byte of pattern.before) mayPrecede[byte] = 1;
  }
  return {
    next: transitions(trie),
    depth: (state) => trie.depth[state] ?? 0,
    ...collectFindings(trie, own),
    cutOff(state) {
      for (let node = state; node !== 0; node = trie.suffix[node] ?? 0) {
        const owner = cutOwners[node] ?? -1;
        if (owner !== -1) return { length: trie.depth[node] ?? 0, owner };
      }
      return null;
    },
    mayPrecede,
  };
}

const findingOf = ({ pattern, owner }: OwnedPattern, same: Finding | undefined): Finding => ({
  length: pattern.bytes.length,
  owner: same?.owner ?? owner,
  owners: new Set([...(same?.owners ?? []), owner]),
  takesBefore: pattern.before.length > 0 || same?.takesBefore === true,
  tail: pattern.tail || same?.tail === true,
});

function collectFindings(trie: Trie, own: ReadonlyMap<number, Finding>): Pick<Automaton, 'found' | 'findings'> {
  const found = new Int32Array(trie.size);
  const findings: (Finding | null)[] = [null];
  // Smaller numbers first: what a suffix found is known before whoever ends with it.
  for (let node = 1; node < trie.size; node++) {
    const inherited = found[trie.suffix[node] ?? 0] ?? 0;
    const mine = own.get(node);
    if (mine === undefined) {
      found[node] = inherited;
      continue;
    }
    found[node] = findings.length;
    const shorter = findings[inherited] ?? null;
    findings.push(shorter === null ? mine : withShorter(mine, shorter));
  }
  return { found, findings };
}

const withShorter = (longest: Finding, shorter: Finding): Finding => ({
  ...longest,
  owners: unite(longest.owners, shorter.owners),
  tail: longest.tail || shorter.tail,
});

/** The union; one of the two themselves where it holds the other, so that equal sets stay one object. */
export function unite(a: ReadonlySet<number>, b: ReadonlySet<number>): ReadonlySet<number> {
  if (a === b || holdsAll(a, b)) return a;
  return holdsAll(b, a) ? b : new Set([...a, ...b]);
}

function holdsAll(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  if (a.size < b.size) return false;
  for (const member of b) if (!a.has(member)) return false;
  return true;
}

function transitions(trie: Trie): (state: number, byte: number) => number {
  const { classOf, width } = byteClasses(trie);
  const rows = fullRows(trie, width);
  const table = fillRows(trie, { rows, classOf, width });
  const { suffix, firstChild, byteOf } = trie;
  return (state, byte) => {
    let node = state;
    while (node >= rows) {
      const end = firstChild[node + 1] ?? 0;
      for (let child = firstChild[node] ?? 0; child < end; child++) {
        if (byteOf[child] === byte) return child;
      }
      node = suffix[node] ?? 0;
    }
    return table[node * width + (classOf[byte] ?? 0)] ?? 0;
  };
}

/** Bytes that occur in no pattern share class 0, which keeps the rows short. */
function byteClasses(trie: Trie): { readonly classOf: Uint16Array; readonly width: number } {
  const classOf = new Uint16Array(256);
  let width = 1;
  for (let node = 1; node < trie.size; node++) {
    const byte = trie.byteOf[node] ?? 0;
    if (classOf[byte] === 0) classOf[byte] = width++;
  }
  return { classOf, width };
}

function fullRows(trie: Trie, width: number): number {
  const limit = Math.max(1, Math.min(trie.size, Math.floor(ROW_CELLS / width)));
  let rows = 1;
  while (rows < limit && (trie.depth[rows] ?? 0) <= ROW_DEPTH) rows++;
  return rows;
}

interface RowPlan {
  readonly rows: number;
  readonly classOf: Uint16Array;
  readonly width: number;
}

function fillRows(trie: Trie, { rows, classOf, width }: RowPlan): Int32Array {
  const table = new Int32Array(rows * width);
  for (let node = 0; node < rows; node++) {
    if (node > 0) {
      const from = (trie.suffix[node] ?? 0) * width;
      table.copyWithin(node * width, from, from + width);
    }
    for (let child = trie.firstChild[node] ?? 0; child < (trie.firstChild[node + 1] ?? 0); child++) {
      table[node * width + (classOf[trie.byteOf[child] ?? 0] ?? 0)] = child;
    }
  }
  return table;
}
