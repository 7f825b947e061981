import { createAuditTrail, type AuditTrail } from '../../../../app/features/audit/audit-trail.ts';
import { Secret } from '../../../../app/kernel/secret.ts';
import type { AuditFile } from '../../../../app/ports/audit-file.ts';
import { createInstallDigests } from '../../../../main/node/state/install-digests.ts';
import { createManualClock, type ManualClock } from '../../../fakes/manual-clock.ts';
import { createMemoryAuditFile, type MemoryAuditFile } from '../../../fakes/memory-audit-file.ts';
import { createMemoryStateStore, type MemoryStateStore } from '../../../fakes/memory-state.ts';

export const M = '2026-11';
export const digests = createInstallDigests(new Secret('a1'.repeat(32)));

export interface World<F extends AuditFile = MemoryAuditFile> {
  readonly file: F;
  readonly state: MemoryStateStore;
  readonly clock: ManualClock;
  start(boot?: string): Promise<AuditTrail>;
}

export function createWorld<F extends AuditFile>(file: F, state = createMemoryStateStore()): World<F> {
  const clock = createManualClock();
  return { file, state, clock, start: (boot = 'boot-1') => createAuditTrail({ file, state, digests, clock }, boot) };
}

export const createMemoryWorld = (file = createMemoryAuditFile()): World => createWorld(file);

export const event = (action: string) => ({ agent: 'claude-code', action, outcome: 'done' }) as const;

export async function recordMany(trail: AuditTrail, count: number, prefix = 'a'): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, index) => trail.record(event(`${prefix}${index}`))));
}

export const linesOf = ({ content }: MemoryAuditFile, month = M): string[] =>
  (content.get(month) ?? '').split('\n').slice(0, -1);

export const actionsOf = (file: MemoryAuditFile, month = M): string[] =>
  linesOf(file, month).map((line) => (JSON.parse(line) as { action: string }).action);
