import { z } from 'zod';

import { DAMAGE_KINDS } from '../../domain/audit/verify.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { StateStore } from '../../ports/state.ts';

const DOCUMENT = 'audit-head';
const EVERY_ENTRIES = 100;
const EVERY_MS = 60_000;

const damage = z.object({ month: z.string(), line: z.number(), kind: z.enum(DAMAGE_KINDS) });
/** Where the audit is damaged, and how. */
export type Damage = z.infer<typeof damage>;

const anchorContent = z.object({
  seq: z.number().int().nonnegative(),
  mac: z.string(),
  boot: z.string(),
  damage: damage.nullable(),
});
/** The end of the chain as kept outside the file, so that a file cut short shows. */
export type Anchor = z.infer<typeof anchorContent>;

/** What is known of the end of the chain from outside the file. */
export interface KnownEnd {
  readonly anchor: Anchor | null;
  /** There was an anchor, and it does not count. */
  readonly isDamaged: boolean;
}

export async function readAnchor(state: StateStore): Promise<KnownEnd> {
  const parsed = anchorContent.safeParse(await state.read(DOCUMENT));
  return { anchor: parsed.success ? parsed.data : null, isDamaged: state.damaged().includes(DOCUMENT) };
}

export interface AnchorKeeper {
  /** Writes it for the first time in this run, so that no entry is ever there without an anchor. */
  start(): Promise<void>;
  /** An entry became durable. */
  moved(): void;
  /** Writes what is not written yet. */
  stop(): Promise<void>;
}

/** Writes the anchor at the start and the end, and every 100 entries and 60 seconds: rarely enough to cost nothing. */
export function keepAnchor(
  ports: { readonly clock: Clock; readonly state: StateStore },
  current: () => Anchor | null,
): AnchorKeeper {
  let unwritten = 0;
  /** None until the first one is written. */
  let mayWait = 0;
  let cancel: Cancel | null = null;
  let writing: Promise<void> = Promise.resolve();

  const write = (): void => {
    cancel?.();
    cancel = null;
    unwritten = 0;
    const anchor = current();
    if (anchor === null) return;
    writing = writing
      .then(() => ports.state.write(DOCUMENT, anchor))
      .then(() => void (mayWait = EVERY_ENTRIES))
      // An older anchor still shows most cuts; what was to be audited is in the file, so nothing is refused for it.
      .catch(() => undefined);
  };

  return {
    async start() {
      write();
      await writing;
    },
    moved() {
      unwritten++;
      if (unwritten >= mayWait) write();
      else cancel ??= ports.clock.after(EVERY_MS, write);
    },
    async stop() {
      if (unwritten > 0) write();
      await writing;
    },
  };
}
