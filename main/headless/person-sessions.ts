import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import type { Effect } from '../../app/contract/define.ts';
import type { Clock } from '../../app/ports/clock.ts';

const CODE_LIVES_MS = 5 * 60_000;
const SESSION_LIVES_MS = 12 * 60 * 60_000;
const MAX_CODES = 20;
const MAX_SESSIONS = 50;

export interface PersonSession {
  /** Short name for the audit: it opens nothing. */
  readonly name: string;
  readonly may: ReadonlySet<Effect>;
}

export interface OpenedSession extends PersonSession {
  /** Goes into an HttpOnly cookie. */
  readonly cookie: string;
  /** Goes to the page: cookies are shared by all ports of a host, so a call needs this too. */
  readonly proof: string;
}

interface Kept extends PersonSession {
  readonly cookie: Buffer;
  readonly proof: Buffer;
  readonly ends: Deadline;
}

/** By both clocks: the monotonic one may stand still while the machine sleeps, the other one may be set back. */
interface Deadline {
  readonly monotonic: number;
  readonly wall: number;
}

/** One-time codes and the browser sessions they opened. In memory only: a restart ends them all. */
export class PersonSessions {
  readonly #clock: Clock;
  readonly #opened: (session: PersonSession) => void;
  readonly #codes = new Map<string, Deadline>();
  readonly #sessions: Kept[] = [];
  #count = 0;

  constructor(clock: Clock, opened: (session: PersonSession) => void) {
    this.#clock = clock;
    this.#opened = opened;
  }

  /** A code that opens one session within five minutes. */
  newCode(): string {
    const code = randomBytes(18).toString('base64url');
    const [oldest] = this.#codes.keys();
    if (this.#codes.size >= MAX_CODES && oldest !== undefined) this.#codes.delete(oldest);
    this.#codes.set(digest(code).toString('hex'), this.#in(CODE_LIVES_MS));
    return code;
  }

  /** Null where the code is unknown, used or too old. */
  exchange(code: string): OpenedSession | null {
    const key = digest(code).toString('hex');
    const ends = this.#codes.get(key);
    this.#codes.delete(key);
    if (ends === undefined || this.#isOver(ends)) return null;
    const cookie = randomBytes(32).toString('base64url');
    const proof = randomBytes(32).toString('base64url');
    this.#count += 1;
    const session: PersonSession = {
      name: `browser ${this.#count}`,
      may: new Set<Effect>(['read', 'reveal', 'write', 'decide']),
    };
    if (this.#sessions.length >= MAX_SESSIONS) this.#sessions.shift();
    this.#sessions.push({
      ...session,
      cookie: digest(cookie),
      proof: digest(proof),
      ends: this.#in(SESSION_LIVES_MS),
    });
    this.#opened(session);
    return { ...session, cookie, proof };
  }

  /** Whether a session has this cookie, which alone opens nothing. */
  knows(cookie: string | undefined): boolean {
    if (cookie === undefined) return false;
    const wanted = digest(cookie);
    return this.#sessions.some((session) => timingSafeEqual(session.cookie, wanted) && !this.#isOver(session.ends));
  }

  /** Whether what `find` gave goes on. */
  isOpen(session: PersonSession): boolean {
    return this.#sessions.some((kept) => kept === session && !this.#isOver(kept.ends));
  }

  find(cookie: string | undefined, proof: string | undefined): PersonSession | null {
    if (cookie === undefined || proof === undefined) return null;
    const [cookieDigest, proofDigest] = [digest(cookie), digest(proof)];
    return (
      this.#sessions.find(
        (session) =>
          timingSafeEqual(session.cookie, cookieDigest) &&
          timingSafeEqual(session.proof, proofDigest) &&
          !this.#isOver(session.ends),
      ) ?? null
    );
  }

  #in(ms: number): Deadline {
    return { monotonic: this.#clock.monotonic() + ms, wall: this.#clock.now() + ms };
  }

  #isOver({ monotonic, wall }: Deadline): boolean {
    return this.#clock.monotonic() >= monotonic || this.#clock.now() >= wall;
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
