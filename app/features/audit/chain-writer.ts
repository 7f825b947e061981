import { seal, type ChainKey, type Head } from '../../domain/audit/chain.ts';
import { RESUMED_ACTION, type AuditEntry, type EntryDraft } from '../../domain/audit/entry.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AuditFile } from '../../ports/audit-file.ts';
import type { Cancel, Clock, Turns } from '../../ports/clock.ts';

import type { Anchor, Damage, KnownEnd } from './anchor.ts';
import { readTail, type Note } from './read-tail.ts';

export interface ChainWriterOptions {
  readonly file: AuditFile;
  readonly clock: Pick<Clock, 'after'> & Turns;
  readonly key: ChainKey;
  readonly knownEnd: () => Promise<KnownEnd>;
  /** Sees the same as `opened`, and tells what this run has to say first: once it is written, never again. */
  readonly firstNotes: (entries: readonly AuditEntry[]) => Promise<readonly Note[]>;
  readonly draftNote: (note: Note) => EntryDraft;
  /** Sees what the last month holds before it is continued. */
  readonly opened: (entries: readonly AuditEntry[]) => void;
  /** Sees each entry once it is durable, in order. */
  readonly written: (entry: AuditEntry) => void;
  /** `available` or `damage` is not what it was. */
  readonly healthChanged: () => void;
}

interface Waiting {
  readonly draft: EntryDraft;
  readonly resolve: () => void;
  readonly reject: (error: AppError) => void;
}

interface Position {
  readonly head: Head;
  readonly month: string;
  readonly boot: string;
}

const LARGEST_BATCH = 256;
/** Short enough for a live feed. */
const UNHURRIED_MS = 20;

/** The one writer of the chain. One batch is on its way while the next collects; entries are sealed when theirs leaves. */
export class ChainWriter {
  readonly #options: ChainWriterOptions;
  #queue: Waiting[] = [];
  #running: Promise<void> | null = null;
  #cancelLater: Cancel | null = null;
  /** Null when the file must be looked at before it is continued: at the start, and after a failure. */
  #position: Position | null = null;
  #last: Position | null = null;
  #damage: Damage | null = null;
  #lost = 0;
  #hasBegun = false;
  #health = '';

  constructor(options: ChainWriterOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the entry is durable. Throws `audit_unavailable`. What is `unhurried` keeps its place in the order but
   * leaves with the next entry that somebody waits for, or soon by itself: it must not make that one wait for a sync.
   */
  add(draft: EntryDraft, { unhurried = false }: { readonly unhurried?: boolean } = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ draft, resolve, reject });
      if (unhurried) this.#cancelLater ??= this.#options.clock.after(UNHURRIED_MS, () => this.#start());
      else this.#start();
    });
  }

  #start(): void {
    this.#cancelLater?.();
    this.#cancelLater = null;
    this.#running ??= this.#run();
  }

  /** Looks at the file at once. A failure shows in `available`; the next entry tries again. */
  async tryOpen(): Promise<void> {
    await this.#send([]);
  }

  available(): boolean {
    return this.#position !== null;
  }

  damage(): Damage | null {
    return this.#damage;
  }

  foundDamage(damage: Damage): void {
    this.#damage ??= damage;
    this.#tellHealth();
  }

  /** The end of what is durable; null when this run never saw the file. */
  anchor(): Anchor | null {
    return this.#last === null ? null : { ...this.#last.head, boot: this.#last.boot, damage: this.#damage };
  }

  async settled(): Promise<void> {
    if (this.#cancelLater !== null) this.#start();
    await this.#running;
  }

  async #run(): Promise<void> {
    // Whatever is recorded in the same turn travels together, and does not keep a request from leaving in it.
    await this.#options.clock.nextTurn();
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, LARGEST_BATCH);
      const failure = await this.#send(batch);
      const kept = failure?.written ?? batch.length;
      for (const waiting of batch.slice(0, kept)) waiting.resolve();
      for (const waiting of batch.slice(kept)) waiting.reject(unavailable(failure?.error));
      this.#lost += batch.length - kept;
    }
    this.#running = null;
  }

  /** Looks at the file, and writes what has to be said about it. */
  async #open(): Promise<void> {
    const { file, key, draftNote, opened } = this.#options;
    const anchor = this.anchor();
    const known = anchor === null ? await this.#options.knownEnd() : { anchor, isDamaged: false };
    const tail = await readTail(file, key, known);
    const first = this.#hasBegun ? [] : await this.#options.firstNotes(tail.recent);
    this.#damage = tail.damage ?? known.anchor?.damage ?? null;
    this.#position = { head: tail.head, month: tail.month, boot: tail.boot };
    this.#last = this.#position;
    opened(tail.recent);
    const notes = [...tail.notes, ...first];
    if (this.#lost > 0) notes.push({ action: RESUMED_ACTION, detail: `${this.#lost} entries could not be written` });
    const failure = await this.#writeAll(this.#position, notes.map(draftNote));
    if (failure !== null) throw unavailable(failure.error);
    this.#hasBegun = true;
    this.#lost = 0;
  }

  async #send(batch: readonly Waiting[]): Promise<Failure | null> {
    try {
      if (this.#position === null) await this.#open();
      return await this.#writeAll(
        this.#position,
        batch.map(({ draft }) => draft),
      );
    } catch (error) {
      this.#position = null;
      return { written: 0, error };
    } finally {
      this.#tellHealth();
    }
  }

  #tellHealth(): void {
    const health = JSON.stringify([this.available(), this.#damage]);
    if (health === this.#health) return;
    this.#health = health;
    this.#options.healthChanged();
  }

  /** All lines go to the file at once; it makes them durable together, and none behind one that failed. */
  async #writeAll(from: Position | null, drafts: readonly EntryDraft[]): Promise<Failure | null> {
    if (from === null) return { written: 0, error: null };
    const { file, key, written } = this.#options;
    const places: Place[] = [];
    let last = from;
    for (const draft of drafts) {
      const { line, entry } = seal(draft, last.head, key);
      const month = laterOf(last.month, draft.time.slice(0, 'YYYY-MM'.length));
      last = { head: { seq: entry.seq, mac: entry.mac }, month, boot: draft.boot };
      places.push({ ...last, line, entry });
    }
    const results = await Promise.allSettled(places.map((place) => file.append(place.month, place.line)));
    for (const [index, place] of places.entries()) {
      const result = results[index];
      if (result?.status !== 'fulfilled') {
        this.#position = null;
        return { written: index, error: result?.reason };
      }
      const { head, month, boot, entry } = place;
      this.#position = { head, month, boot };
      this.#last = this.#position;
      written(entry);
    }
    return null;
  }
}

interface Place extends Position {
  readonly line: string;
  readonly entry: AuditEntry;
}

interface Failure {
  /** How many became durable before. */
  readonly written: number;
  readonly error: unknown;
}

/** A wall clock that was set back must not put new lines into an older file. */
const laterOf = (a: string, b: string): string => (a > b ? a : b);

const unavailable = (cause: unknown): AppError =>
  cause instanceof AppError && cause.code === 'audit_unavailable'
    ? cause
    : new AppError('audit_unavailable', 'The audit cannot be written, so nothing was done.', {
        next: 'Free disk space or repair the audit folder, then try again.',
        cause,
      });
