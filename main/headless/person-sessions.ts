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
  readonly ends: number;
}

/** One-time codes and the browser sessions they opened. In memory only: a restart ends them all. */
export class PersonSessions {
  readonly #clock: Clock;
  readonly #opened: (session: PersonSession) => void;
  readonly #codes = new Map<string, number>();
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
    this.#codes.set(digest(code).toString('hex'), this.#clock.monotonic() + CODE_LIVES_MS);
    return code;
  }

  /** Null where the code is unknown, used or too old. */
  exchange(code: string): OpenedSession | null {
    const key = digest(code).toString('hex');
    const ends = this.#codes.get(key);
    this.#codes.delete(key);
    if (ends === undefined || ends <= this.#clock.monotonic()) return null;
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
      ends: this.#clock.monotonic() + SESSION_LIVES_MS,
    });
    this.#opened(session);
    return { ...session, cookie, proof };
  }

  find(cookie: string | undefined, proof: string | undefined): PersonSession | null {
    if (cookie === undefined || proof === undefined) return null;
    const [cookieDigest, proofDigest] = [digest(cookie), digest(proof)];
    const now = this.#clock.monotonic();
    return (
      this.#sessions.find(
        (session) =>
          timingSafeEqual(session.cookie, cookieDigest) &&
          timingSafeEqual(session.proof, proofDigest) &&
          session.ends > now,
      ) ?? null
    );
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
