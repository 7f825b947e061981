import type { Approval, Question } from '../../app/contract/ui/approvals.ts';
import type { AuditView } from '../../app/contract/ui/audit.ts';
import { approvalId } from '../../app/kernel/ids.ts';

export const idOf = (number: number): Approval['id'] => approvalId.parse(`apr_${String(number).padStart(20, '0')}`);

export const writeQuestion = (patch: Partial<Extract<Question, { kind: 'write' }>> = {}): Question => ({
  kind: 'write',
  action: 'create',
  mode: 'merge',
  place: 'own:cursor',
  path: 'shop/development',
  keys: [
    { key: 'A', change: 'added', flags: [] },
    { key: 'B', change: 'added', flags: [] },
  ],
  fromVersion: 0,
  toVersion: 1,
  ...patch,
});

export const approvalOf = (number: number, patch: Partial<Approval> = {}): Approval => ({
  id: idOf(number),
  state: 'pending',
  agent: 'cursor',
  door: 'stdio',
  tool: 'vault_set',
  question: writeQuestion(),
  flags: [],
  offers: ['once'],
  requestedAt: number,
  expiresAt: number + 600_000,
  waiting: true,
  ...patch,
});

export const auditLine = (seq: number): AuditView => ({
  seq,
  time: '2026-11-21T10:00:00.000Z',
  agent: 'cursor',
  action: 'vault_set',
  outcome: 'done',
});
