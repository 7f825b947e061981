import type { Approval, Question } from '../../../app/contract/ui/approvals.ts';
import { approvalId } from '../../../app/kernel/ids.ts';

const MINUTE = 60_000;

let count = 0;

const newId = (): Approval['id'] => {
  count += 1;
  return approvalId.parse(`apr_${String(count).padStart(20, 'a')}`);
};

type Patch = Partial<Omit<Approval, 'id' | 'question'>>;

export function request(question: Question, patch: Patch = {}): Approval {
  const now = Date.now();
  return {
    id: newId(),
    state: 'pending',
    agent: 'claude-code',
    client: 'Claude Code 2.1.4',
    process: { pid: 48_213, verified: true },
    door: 'stdio',
    tool: 'vault_set',
    question,
    flags: [],
    offers: ['once', 'fifteen_minutes'],
    requestedAt: now - MINUTE,
    expiresAt: now + 9 * MINUTE,
    waiting: true,
    ...patch,
  };
}

const key = (
  name: string,
  change: 'added' | 'changed' | 'removed' | 'same',
  size?: string,
): Extract<Question, { kind: 'write' }>['keys'][number] => ({
  key: name,
  change,
  ...(size === undefined ? {} : { size }),
  flags: [],
});

export const createQuestion: Question = {
  kind: 'write',
  action: 'create',
  mode: 'merge',
  place: 'own:claude-code',
  path: 'shop/development',
  keys: [key('DB_PASSWORD', 'added', '16 to 64'), { ...key('DB_USER', 'added', 'under 16') }],
  fromVersion: 0,
  toVersion: 1,
};

const update: Question = {
  kind: 'write',
  action: 'update',
  mode: 'replace',
  place: 'shared',
  path: 'billing/production',
  keys: [
    { ...key('API_KEY', 'changed', '16 to 64'), generated: true },
    { ...key('HOOK', 'changed', '64 to 256'), flags: ['value_has_shell_syntax'] },
    { ...key('PEM', 'added', 'over 256'), flags: ['value_has_line_break'] },
    key('OLD_TOKEN', 'removed'),
    key('LEGACY_ID', 'removed'),
    key('REGION', 'same'),
  ],
  fromVersion: 3,
  toVersion: 4,
};

const run: Question = {
  kind: 'run',
  command: ['npm', 'run', 'migrate', '--', '--env=staging', 'say "hello world"', 'x\u202Ey'],
  executable: '/usr/local/bin/npm',
  cwd: '/home/ana/projects/shop',
  secrets: [
    { variable: 'DB_PASSWORD', reference: 'shop/development/DB_PASSWORD', place: 'own:claude-code', firstUse: false },
    { variable: 'STRIPE_KEY', reference: 'stripe/test/KEY', place: 'shared', firstUse: true },
  ],
  timeoutSeconds: 120,
  background: true,
  stdin: { text: 'set -e\npsql -c "select 1"\n', bytes: 27 },
};

const read: Question = {
  kind: 'read',
  place: 'shared',
  path: 'stripe/test',
  keys: ['KEY', 'WEBHOOK_SECRET'],
};

export const samplePending = (): Approval[] => {
  const now = Date.now();
  return [
    request(createQuestion, {
      requestedAt: now - 8 * MINUTE,
      expiresAt: now + 42_000,
      reason: 'The tests need a database password, so I make one and keep it in the vault.',
    }),
    request(update, {
      agent: 'cursor',
      client: 'Cursor',
      process: { verified: false },
      door: 'http',
      flags: ['replaces_all_keys', 'removes_keys', 'value_has_shell_syntax', 'value_has_line_break', 'shared_entry'],
      waiting: false,
      requestedAt: now - 5 * MINUTE,
      expiresAt: now + 5 * MINUTE,
      offers: ['once'],
    }),
    request(run, {
      tool: 'vault_run',
      flags: ['runs_code', 'new_folder'],
      offers: ['once', 'fifteen_minutes', 'share_use', 'share_use_and_list'],
      shareScope: 'stripe/test',
      reason: 'Runs the migration you asked for. <b>Please approve quickly!</b> {{count}} $t(approvals.approve)',
      requestedAt: now - 4 * MINUTE,
    }),
    request(read, {
      tool: 'vault_get',
      flags: ['goes_to_model', 'shared_entry'],
      offers: ['once'],
      reason: 'I need to see the key to find out why the signature does not match.',
      requestedAt: now - 3 * MINUTE,
    }),
    request(
      { kind: 'delete', action: 'delete', place: 'own:claude-code', path: 'shop/old', versions: [7] },
      { tool: 'vault_delete', flags: ['deletes'], offers: ['once'], requestedAt: now - 2 * MINUTE },
    ),
    request(
      { kind: 'list', place: 'shared', path: 'stripe' },
      { agent: 'codex', client: 'Codex CLI', tool: 'vault_list', requestedAt: now - MINUTE },
    ),
    request(
      { kind: 'credential', agent: 'build-bot' },
      { agent: 'cli', door: 'command', tool: 'agent_key', offers: ['once'], requestedAt: now - 20_000 },
    ),
  ].map((approval) => (approval.agent === 'cli' ? withoutClient(approval) : approval));
};

const withoutClient = ({ client: _client, ...approval }: Approval): Approval => approval;

export const sampleDecided = (): Approval[] => {
  const now = Date.now();
  const settled = (patch: Patch, question: Question = createQuestion): Approval =>
    request(question, { waiting: false, decidedBy: 'browser 1', decidedAt: now - 12 * MINUTE, ...patch });
  return [
    settled({ state: 'done', outcome: { kind: 'written', version: 4 }, remembered: 'fifteen_minutes' }, update),
    settled(
      { state: 'done', outcome: { kind: 'ran', exitCode: 0 }, remembered: 'share_use', shareScope: 'stripe/test' },
      run,
    ),
    settled({ state: 'executing', outcome: { kind: 'running' } }, run),
    settled({ state: 'failed', outcome: { kind: 'error', message: 'Somebody saved version 5 meanwhile.' } }),
    settled({ state: 'denied', decidedAt: now - 60 * MINUTE }, read),
    settled({ state: 'expired', decidedAt: now - 26 * 60 * MINUTE }),
    settled({ state: 'withdrawn', decidedAt: now - 27 * 60 * MINUTE }, run),
    settled({ state: 'void', decidedAt: now - 50 * 60 * MINUTE }),
  ];
};
