import type { AuditView } from '../../contract/ui/audit.ts';
import type { ChainKey } from '../../domain/audit/chain.ts';
import type { EntryDraft } from '../../domain/audit/entry.ts';
import type { Audit } from '../../gate/audit.ts';
import type { AuditFile } from '../../ports/audit-file.ts';
import type { Clock, Turns } from '../../ports/clock.ts';
import type { Digests } from '../../ports/crypto.ts';
import type { StateStore } from '../../ports/state.ts';

import { keepAnchor, readAnchor, type Damage } from './anchor.ts';
import { draftOf, viewOf, type TrailEvent } from './audit-event.ts';
import { ChainWriter } from './chain-writer.ts';
import { createFeed, type Feed } from './feed.ts';
import { readEntries, type Page } from './list-entries.ts';
import { createNameBook, type NameBook } from './name-book.ts';
import { stateNotes } from './state-notes.ts';
import { verifyTrail, type Verdict } from './verify-trail.ts';

export interface AuditPorts {
  readonly file: AuditFile;
  readonly state: StateStore;
  readonly digests: Digests;
  readonly clock: Clock & Turns;
}

interface AuditPage {
  readonly entries: AuditView[];
  readonly more: boolean;
}

export interface AuditTrail extends Audit {
  /**
   * Entries keep the order of the calls. Throws `audit_unavailable` when the line is not durable, also for later calls
   * until the file can be written again. With `synced: false` it never throws: a failure shows in `available`.
   */
  record(event: TrailEvent, options?: { readonly synced?: boolean }): Promise<void>;
  /** Called once an entry is durable. Returns how to stop it. */
  onAppend(listener: (entry: AuditView) => void): () => void;
  /** Called when `available` or `damage` changed. Returns how to stop it. */
  onHealth(listener: () => void): () => void;
  /** Newest first. */
  list(page: { readonly before?: number | undefined; readonly limit: number }): Promise<AuditPage>;
  verify(): Promise<Verdict>;
  /** Names that may stand in older lines, so that they can be shown. */
  learn(names: Iterable<string>): void;
  damage(): Damage | null;
  /** False while the file cannot be written: every effect is refused then. */
  available(): boolean;
  /** Waits for what is under way and writes the anchor. */
  stop(): Promise<void>;
}

/** Opens the trail. Damage and a file that cannot be written are reported, never a reason not to start. */
export async function createAuditTrail(ports: AuditPorts, boot: string): Promise<AuditTrail> {
  const names = createNameBook((name) => ports.digests.keyed('audit-name', name));
  const key = chainKey(ports.digests);
  const feed = createFeed(names);
  const draft = (event: TrailEvent): EntryDraft => draftOf(event, { ...ports, boot, names });
  const health = createSignal();
  const writer = new ChainWriter({
    file: ports.file,
    clock: ports.clock,
    key,
    knownEnd: () => readAnchor(ports.state),
    firstNotes: (entries) => stateNotes(ports.state, entries),
    draftNote: ({ action, detail }) => draft({ agent: 'countersign', action, outcome: 'info', detail }),
    opened: (entries) => feed.restart(entries),
    written(entry) {
      keeper.moved();
      feed.add(entry);
    },
    healthChanged: () => health.raise(),
  });
  const keeper = keepAnchor(ports, () => writer.anchor());
  await writer.tryOpen();
  await keeper.start();

  return {
    async record(event, { synced = true } = {}) {
      const written = writer.add(draft(event), { unhurried: !synced });
      // Kept in `available`, which is where callers that do not wait look.
      if (!synced) return void written.catch(() => undefined);
      return written;
    },
    onAppend: (listener) => feed.listen(listener),
    onHealth: (listener) => health.listen(listener),
    list: ({ before = Number.MAX_SAFE_INTEGER, limit }) =>
      listEntries({ file: ports.file, key, feed, names }, { before, limit }),
    async verify() {
      const verdict = await verifyTrail(ports.file, key, writer.anchor());
      if (verdict.damage !== undefined) writer.foundDamage(verdict.damage);
      return verdict;
    },
    learn: (known) => names.learn(known),
    damage: () => writer.damage(),
    available: () => writer.available(),
    async stop() {
      await writer.settled();
      await keeper.stop();
    },
  };
}

const chainKey = (digests: Digests): ChainKey => ({
  keyed: (text) => digests.keyed('audit-chain', text),
  equal: (a, b) => digests.equal(a, b),
});

interface Signal {
  raise(): void;
  /** Returns how to stop it. */
  listen(listener: () => void): () => void;
}

function createSignal(): Signal {
  const listeners = new Set<() => void>();
  return {
    raise() {
      for (const listener of listeners) listener();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

interface ListSources {
  readonly file: AuditFile;
  readonly key: ChainKey;
  readonly feed: Feed;
  readonly names: NameBook;
}

async function listEntries({ file, key, feed, names }: ListSources, page: Page): Promise<AuditPage> {
  // One more than asked for tells whether there are more.
  const wanted = { before: page.before, limit: page.limit + 1 };
  const found = feed.newest(wanted) ?? (await readEntries(file, key, wanted));
  const entries = found.slice(0, page.limit).map((entry) => viewOf(entry, names));
  return { entries, more: found.length > page.limit };
}
