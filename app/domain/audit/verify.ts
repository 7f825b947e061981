import { openLine, parseJson, type ChainKey, type Head } from './chain.ts';
import { auditEntry, SEGMENT_ACTION, type AuditEntry } from './entry.ts';

export const DAMAGE_KINDS = [
  'edited',
  'inserted',
  'deleted',
  'reordered',
  'duplicated',
  'truncated',
  'rolled_back',
  'not_json',
  'foreign',
] as const;
export type DamageKind = (typeof DAMAGE_KINDS)[number];

export interface LineDamage {
  /** From 1. */
  readonly line: number;
  readonly kind: DamageKind;
}

export interface Verified {
  /** The last entry that is in order, or `from` where none is. */
  readonly head: Head | null;
  /** Which start of the app wrote that entry. */
  readonly boot: string | null;
  readonly entries: number;
  readonly damage: LineDamage | null;
}

export interface VerifyOptions {
  readonly key: ChainKey;
  /** What the first line must continue; null accepts any first line of this install. */
  readonly from: Head | null;
  /** A head known from elsewhere: the line with its number must be that very line. */
  readonly anchor?: Head | null;
}

/** Checks lines one by one and tells the first that is wrong, and how. */
export function verifyLines(lines: readonly string[], { key, from, anchor = null }: VerifyOptions): Verified {
  let head = from;
  let boot: string | null = null;
  for (const [index, line] of lines.entries()) {
    const entry = openLine(line, key);
    const continues = entry !== null && (head === null || (entry.seq === head.seq + 1 && entry.prev === head.mac));
    if (!continues) {
      const kind = judge({ lines, index, head, from, key }, entry);
      return { head, boot, entries: index, damage: { line: index + 1, kind } };
    }
    if (anchor?.seq === entry.seq && anchor.mac !== entry.mac) {
      return { head, boot, entries: index, damage: { line: index + 1, kind: 'rolled_back' } };
    }
    head = { seq: entry.seq, mac: entry.mac };
    boot = entry.boot;
  }
  return { head, boot, entries: lines.length, damage: null };
}

/**
 * What a file that ends before its anchor went through. Lines of the anchor's own start of the app that still stand mean
 * that the end was cut off; when all of them are gone it is an older copy.
 */
export function judgeEnd(
  end: Pick<Verified, 'head' | 'boot'>,
  anchor: Head & { readonly boot: string },
): DamageKind | null {
  if (anchor.seq === 0 || (end.head !== null && end.head.seq >= anchor.seq)) return null;
  if (end.boot === null) return 'deleted';
  return end.boot === anchor.boot ? 'truncated' : 'rolled_back';
}

interface Place {
  readonly lines: readonly string[];
  readonly index: number;
  readonly head: Head | null;
  readonly from: Head | null;
  readonly key: ChainKey;
}

const judge = (place: Place, entry: AuditEntry | null): DamageKind =>
  entry === null ? judgeStranger(place) : judgeMisplaced(place, entry);

/** A line that this install did not write, or not so. */
function judgeStranger(place: Place): DamageKind {
  const { lines, index, head, key } = place;
  const next = firstOf(lines.slice(index + 1), key);
  if (next !== null) return continuesAt(next, head) ? 'inserted' : 'edited';
  const content = parseJson(lines[index] ?? '');
  if (content === undefined) return 'not_json';
  return index === 0 && isForeign(place, content) ? 'foreign' : 'edited';
}

const continuesAt = (entry: AuditEntry, head: Head | null): boolean =>
  head !== null && entry.prev === head.mac && entry.seq === head.seq + 1;

/** No line here is ours. A single one may be ours and edited, if it still names what it continues. */
function isForeign({ lines, head }: Place, content: unknown): boolean {
  const entry = auditEntry.safeParse(content);
  if (!entry.success) return false;
  return lines.length > 1 || (head !== null && entry.data.prev !== head.mac);
}

/** A line of this install in the wrong place. */
function judgeMisplaced(place: Place, entry: AuditEntry): DamageKind {
  if (entry.action === SEGMENT_ACTION) return declaredKind(entry);
  const { lines, index, head, key } = place;
  const expected = (head?.seq ?? 0) + 1;
  if (entry.seq <= expected) return isCopy(place, entry) ? 'duplicated' : 'rolled_back';
  const isLater = lines.slice(index + 1).some((line) => openLine(line, key)?.seq === expected);
  return isLater ? 'reordered' : 'deleted';
}

const isCopy = ({ lines, index, from }: Place, entry: AuditEntry): boolean =>
  entry.seq <= (from?.seq ?? 0) || lines.slice(0, index).includes(lines[index] ?? '');

function firstOf(lines: readonly string[], key: ChainKey): AuditEntry | null {
  for (const line of lines) {
    const entry = openLine(line, key);
    if (entry !== null) return entry;
  }
  return null;
}

/** A new segment was begun behind damage whose traces may be gone; its first entry says what was found then. */
function declaredKind(entry: AuditEntry): DamageKind {
  const said = entry.detail?.split(' ')[0];
  return DAMAGE_KINDS.find((kind) => kind === said) ?? 'deleted';
}
