/** A tree of byte sequences, numbered level by level, so that the children of a node have consecutive numbers. */
export interface Trie {
  readonly size: number;
  /** Children of node `n` are `firstChild[n]` up to, not including, `firstChild[n + 1]`. */
  readonly firstChild: Int32Array;
  /** The byte that leads to a node. */
  readonly byteOf: Uint8Array;
  readonly depth: Int32Array;
  /** The longest proper suffix of a node that is in the tree as well; always a smaller number. */
  readonly suffix: Int32Array;
}

export function buildTrie(sequences: readonly Uint8Array[]): Trie {
  const numbered = numberByLevel(draftTrie(sequences));
  return { ...numbered, suffix: linkSuffixes(numbered) };
}

/** Visits the node at each depth of a sequence that is in the tree; returns the last. */
export function walkTrie(trie: Trie, sequence: Uint8Array, visit: (node: number, depth: number) => void): number {
  let node = 0;
  sequence.forEach((byte, at) => {
    node = childOf(trie, node, byte);
    visit(node, at + 1);
  });
  return node;
}

interface Draft {
  readonly size: number;
  readonly child: Int32Array;
  readonly sibling: Int32Array;
  readonly byte: Uint8Array;
}

function draftTrie(sequences: readonly Uint8Array[]): Draft {
  const room = sequences.reduce((sum, sequence) => sum + sequence.length, 1);
  const draft = { child: new Int32Array(room), sibling: new Int32Array(room), byte: new Uint8Array(room) };
  let size = 1;
  for (const sequence of sequences) {
    let node = 0;
    for (const byte of sequence) {
      let child = draft.child[node] ?? 0;
      while (child !== 0 && draft.byte[child] !== byte) child = draft.sibling[child] ?? 0;
      if (child === 0) {
        child = size++;
        draft.byte[child] = byte;
        draft.sibling[child] = draft.child[node] ?? 0;
        draft.child[node] = child;
      }
      node = child;
    }
  }
  return { size, ...draft };
}

function numberByLevel(draft: Draft): Omit<Trie, 'suffix'> {
  const { size } = draft;
  const order = new Int32Array(size);
  const firstChild = new Int32Array(size + 1);
  const byteOf = new Uint8Array(size);
  const depth = new Int32Array(size);
  let next = 1;
  for (let node = 0; node < size; node++) {
    firstChild[node] = next;
    for (let child = draft.child[order[node] ?? 0] ?? 0; child !== 0; child = draft.sibling[child] ?? 0) {
      order[next] = child;
      byteOf[next] = draft.byte[child] ?? 0;
      depth[next] = (depth[node] ?? 0) + 1;
      next++;
    }
  }
  firstChild[size] = next;
  return { size, firstChild, byteOf, depth };
}

/** 0 where there is none. */
function childOf({ firstChild, byteOf }: Pick<Trie, 'firstChild' | 'byteOf'>, node: number, byte: number): number {
  const end = firstChild[node + 1] ?? 0;
  for (let child = firstChild[node] ?? 0; child < end; child++) {
    if (byteOf[child] === byte) return child;
  }
  return 0;
}

function linkSuffixes(trie: Pick<Trie, 'size' | 'firstChild' | 'byteOf'>): Int32Array {
  const { size, firstChild, byteOf } = trie;
  const suffix = new Int32Array(size);
  const fromRoot = rootRow(trie);
  for (let node = 1; node < size; node++) {
    const end = firstChild[node + 1] ?? 0;
    for (let child = firstChild[node] ?? 0; child < end; child++) {
      const byte = byteOf[child] ?? 0;
      suffix[child] = continuation(trie, { suffix, node, byte }) || (fromRoot[byte] ?? 0);
    }
  }
  return suffix;
}

function rootRow({ firstChild, byteOf }: Pick<Trie, 'firstChild' | 'byteOf'>): Int32Array {
  const row = new Int32Array(256);
  for (let child = 1; child < (firstChild[1] ?? 1); child++) row[byteOf[child] ?? 0] = child;
  return row;
}

/** Where `byte` leads from the longest suffix of `node` that can take it; 0 when only the root is left. */
function continuation(
  trie: Pick<Trie, 'firstChild' | 'byteOf'>,
  { suffix, node, byte }: { readonly suffix: Int32Array; readonly node: number; readonly byte: number },
): number {
  for (let from = suffix[node] ?? 0; from !== 0; from = suffix[from] ?? 0) {
    const target = childOf(trie, from, byte);
    if (target !== 0) return target;
  }
  return 0;
}
