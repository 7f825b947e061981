import type { AuditView } from '../../../app/contract/ui/audit.ts';
import type { Cell } from '../../store/cell.ts';

/**
 * How far a session's line in the audit may be from what the answer to its code said. That one is in whole seconds,
 * rounded down, and comes last.
 */
const BEFORE_MS = 250;
const AFTER_MS = 2000;

const isSameMoment = (at: number, opened: number): boolean => at >= opened - BEFORE_MS && at <= opened + AFTER_MS;

type Line = Pick<AuditView, 'seq' | 'time' | 'action'>;

export interface SessionsSlice {
  /** Sessions that somebody else opened while this page was open, oldest first. */
  readonly openedElsewhere: readonly Line[];
  /** A line arrived by itself. */
  readonly received: (line: Line) => void;
  /** The newest lines were asked for: what came while nobody listened is among them. */
  readonly looked: (lines: readonly Line[]) => void;
}

/**
 * `openedAt` says when this page itself opened a session, if it did. Exactly one line is its own: the first of that
 * moment. Any other is announced, so that two sessions of one moment are never taken for one.
 */
export function createSessionsSlice(openedAt: () => number | null, cell: Cell<SessionsSlice>): SessionsSlice {
  /** Up to this line everything was looked at; null before the first look. */
  let mark: number | null = null;
  let early: readonly Line[] = [];
  let own: number | null = null;

  const isOwn = (at: number): boolean => {
    const opened = openedAt();
    if (opened === null || opened === own || !isSameMoment(at, opened)) return false;
    own = opened;
    return true;
  };

  const judge = (lines: readonly Line[]): void => {
    const others = lines
      .filter(({ action }) => action === 'session')
      .toSorted((a, b) => a.seq - b.seq)
      .filter(({ time }) => !isOwn(Date.parse(time)));
    if (others.length > 0) cell.set({ openedElsewhere: [...cell.get().openedElsewhere, ...others] });
  };

  return {
    openedElsewhere: [],
    received(line) {
      if (mark === null) early = [...early, line];
      else if (line.seq > mark) {
        mark = line.seq;
        judge([line]);
      }
    },
    looked(lines) {
      const known = new Map([...lines, ...early].map((line) => [line.seq, line]));
      const all = [...known.values()];
      const from = mark;
      mark = Math.max(from ?? 0, ...known.keys());
      const arrived = new Set(early.map(({ seq }) => seq));
      early = [];
      const since = openedAt() ?? Infinity;
      const isNew = ({ seq, time }: Line): boolean =>
        from === null ? arrived.has(seq) || Date.parse(time) >= since - BEFORE_MS : seq > from;
      judge(all.filter(isNew));
    },
  };
}
