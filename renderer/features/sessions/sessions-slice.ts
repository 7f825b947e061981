import type { Client } from '../../../app/contract/client.ts';
import type { AuditView } from '../../../app/contract/ui/audit.ts';
import type { UiContract } from '../../../app/contract/ui/ui-contract.ts';
import type { Cell } from '../../store/cell.ts';

/** As far back as a page looks for what it missed, in lines: each page of them costs the core a read of its file. */
const PAGE = 500;
const MOST_PAGES = 10;

type Line = Pick<AuditView, 'seq' | 'time' | 'action' | 'session'>;

export interface SessionsSlice {
  /** Sessions that somebody else opened since this page first looked, oldest first. */
  readonly openedElsewhere: readonly Line[];
  /** A line arrived by itself. */
  readonly received: (line: Line) => void;
  /** Asks who this page is and what came while nobody listened. */
  readonly look: () => Promise<void>;
  /** The core is away: what comes next may be for another session, so it waits for the next look. */
  readonly left: () => void;
  /** The session is over. Names of sessions begin anew with each start of the core, so nothing known counts any more. */
  readonly signedOut: () => void;
}

export function createSessionsSlice(client: Client<UiContract>, cell: Cell<SessionsSlice>): SessionsSlice {
  /** This page's session; null while that is not sure. */
  let own: string | null = null;
  /** Up to this line everything was judged; null before the first look. */
  let mark: number | null = null;
  let held: readonly Line[] = [];
  /** The look under way: answers to an earlier one are worth nothing. */
  let current: object | null = null;

  const judge = (lines: readonly Line[]): void => {
    const known = new Map(lines.map((line) => [line.seq, line]));
    const others = [...known.values()]
      .filter(({ action, session }) => action === 'session' && session !== own)
      .toSorted((a, b) => a.seq - b.seq);
    if (others.length > 0) cell.set({ openedElsewhere: [...cell.get().openedElsewhere, ...others] });
  };

  const look = async (): Promise<void> => {
    const mine = {};
    current = mine;
    own = null;
    const from = mark;
    const early = held;
    try {
      const [{ person }, missed] = await Promise.all([client.call('app.status', {}), linesBehind(client, from)]);
      if (current !== mine) return;
      own = person.session;
      // What had come before the question is in the answer; between the answer and what came since there may be a gap.
      const upTo = Math.max(from ?? 0, ...[...missed, ...early].map(({ seq }) => seq));
      mark = upTo;
      current = null;
      const arrived = held;
      held = [];
      const covered = arrived.filter(({ seq }) => seq <= upTo);
      judge([...covered, ...(from === null ? [] : missed)].filter(({ seq }) => seq > (from ?? 0)));
      for (const line of arrived) if (line.seq > upTo) received(line);
    } catch {
      // Whatever ails the core shows elsewhere. What is held waits for the next line or connection.
      if (current === mine) current = null;
    }
  };

  const received = (line: Line): void => {
    if (own !== null && mark !== null) {
      if (line.seq <= mark) return;
      if (line.seq === mark + 1) {
        mark = line.seq;
        judge([line]);
        return;
      }
    }
    // Too early, or lines between this one and the last were missed.
    held = [...held, line];
    if (current === null) void look();
  };

  const left = (): void => {
    current = null;
    own = null;
  };

  return {
    openedElsewhere: [],
    received,
    look,
    left,
    signedOut() {
      left();
      mark = null;
      held = [];
      cell.set({ openedElsewhere: [] });
    },
  };
}

/** Newest first, at least down to `mark`; of a page that never looked only the newest. */
async function linesBehind(client: Client<UiContract>, mark: number | null): Promise<readonly Line[]> {
  const found: Line[] = [];
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const before = found.at(-1)?.seq;
    const { entries, more } = await client.call('audit.list', {
      limit: mark === null ? 1 : PAGE,
      ...(before === undefined ? {} : { before }),
    });
    found.push(...entries);
    const last = found.at(-1);
    if (mark === null || !more || last === undefined || last.seq <= mark) break;
  }
  return found;
}
