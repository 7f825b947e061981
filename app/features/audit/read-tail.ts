import { genesis, openLine, type ChainKey, type Head } from '../../domain/audit/chain.ts';
import { REPAIR_ACTION, SEGMENT_ACTION, type AuditEntry } from '../../domain/audit/entry.ts';
import { judgeEnd, verifyLines, type DamageKind, type LineDamage } from '../../domain/audit/verify.ts';
import type { AuditFile } from '../../ports/audit-file.ts';

import type { Damage, KnownEnd } from './anchor.ts';

/** Something the trail has to say about itself, as its next entry. */
export interface Note {
  readonly action: string;
  readonly detail: string;
}

export interface Tail {
  /** What the next entry continues. */
  readonly head: Head;
  /** '' where there is no file yet. */
  readonly month: string;
  /** Which start of the app wrote the newest entry. */
  readonly boot: string;
  readonly recent: readonly AuditEntry[];
  readonly damage: Damage | null;
  readonly notes: readonly Note[];
}

/** Looks at the end of the trail as it lies on disk: sets a torn line aside, and finds what to continue. */
export async function readTail(file: AuditFile, key: ChainKey, known: KnownEnd): Promise<Tail> {
  const { month, lines, torn } = await lastLines(file);
  const recent = lines.flatMap((line) => openLine(line, key) ?? []);
  const isLost = isAnchorLost(known, newest(recent));
  const { damage, undeclared } = look({ lines, recent, key, anchor: known.anchor, isLost });
  const notes: Note[] = [];
  // First, since it stands where the gap is and says what it was.
  if (undeclared !== null) {
    const detail = `${undeclared.kind} at line ${undeclared.line} of ${month}`;
    notes.push({ action: SEGMENT_ACTION, detail: isLost ? `${detail}; what told where it ended is gone` : detail });
  }
  if (torn !== null) {
    const bytes = await file.setTornAside(month);
    notes.push({ action: REPAIR_ACTION, detail: `unfinished last line of ${bytes} bytes set aside` });
  }
  const last = newest<End>(known.anchor === null ? recent : [...recent, known.anchor]);
  return {
    head: isLost ? headBehindGap(last, key) : headOf(last, key),
    month,
    boot: last?.boot ?? '',
    recent,
    damage: damage === null ? null : { month, ...damage },
    notes,
  };
}

type End = Head & { readonly boot: string };

const headOf = (end: Head | null, key: ChainKey): Head =>
  end === null ? genesis(key) : { seq: end.seq, mac: end.mac };

/** Nobody knows how much is missing: what follows continues no line that is there, so that the gap stays in sight. */
const headBehindGap = (end: Head | null, key: ChainKey): Head => ({ ...genesis(key), seq: (end?.seq ?? 0) + 1 });

/** An anchor is written before the first entry, so its absence is no accident. Lines of earlier versions have no `state`. */
const isAnchorLost = ({ anchor, isDamaged }: KnownEnd, last: AuditEntry | null): boolean =>
  anchor === null && (isDamaged || last?.state !== undefined);

interface Content {
  readonly lines: readonly string[];
  readonly recent: readonly AuditEntry[];
  readonly key: ChainKey;
  readonly anchor: KnownEnd['anchor'];
  readonly isLost: boolean;
}

interface Findings {
  readonly damage: LineDamage | null;
  /** What no segment in the file tells of yet. */
  readonly undeclared: LineDamage | null;
}

function look(content: Content): Findings {
  const { lines, key, anchor } = content;
  const inside = verifyLines(lines, { key, from: startOf(lines, key), anchor }).damage;
  const cut = cutAt(content);
  const atEnd = cut === null ? null : { line: lines.length + 1, kind: cut };
  const isKnown = inside !== null && isDeclared(lines.slice(inside.line - 1), key);
  return { damage: inside ?? atEnd, undeclared: isKnown ? atEnd : (inside ?? atEnd) };
}

function cutAt({ recent, anchor, isLost }: Content): DamageKind | null {
  const last = newest(recent);
  if (anchor === null) return isLost ? (last === null ? 'deleted' : 'truncated') : null;
  return judgeEnd({ head: last, boot: last?.boot ?? null }, anchor);
}

interface LastLines {
  readonly month: string;
  readonly lines: readonly string[];
  readonly torn: string | null;
}

/** Of the last month that holds anything; a file can be made and die empty. */
async function lastLines(file: AuditFile): Promise<LastLines> {
  const months = await file.months();
  for (const month of months.toReversed()) {
    const content = await file.read(month);
    if (content.lines.length > 0 || content.torn !== null) return { month, ...content };
  }
  return { month: months.at(-1) ?? '', lines: [], torn: null };
}

/** The months before are not read here, so the first line is taken at its word unless it says it is the very first. */
function startOf(lines: readonly string[], key: ChainKey): Head | null {
  const first = openLine(lines[0] ?? '', key);
  return first === null || first.seq === 1 ? genesis(key) : { seq: first.seq - 1, mac: first.prev };
}

/** Whether a segment was begun behind the damage already, and is in order itself. */
function isDeclared(lines: readonly string[], key: ChainKey): boolean {
  const start = lines.findLastIndex((line) => openLine(line, key)?.action === SEGMENT_ACTION);
  const segment = lines.slice(start);
  return start !== -1 && verifyLines(segment, { key, from: startOf(segment, key) }).damage === null;
}

function newest<H extends Head>(heads: readonly H[]): H | null {
  let best: H | null = null;
  for (const head of heads) if (best === null || head.seq >= best.seq) best = head;
  return best;
}
