import type { AgentView } from '../../../app/contract/ui/agents.ts';
import type { AuditView } from '../../../app/contract/ui/audit.ts';
import type { AppStatus } from '../../../app/contract/ui/status.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export const sampleStatus = (): AppStatus => ({
  version: '0.1.0',
  home: '/home/ana/.local/share/countersign',
  server: {
    kind: 'embedded',
    address: 'on this machine',
    state: 'ready',
    product: 'openbao',
    version: '2.7.2',
    sessionSeconds: 41_400,
  },
  person: { session: 'browser 1', mayDecide: true, protection: 'none', keychain: 'key-file' },
  doors: {
    command: ['/usr/local/bin/countersign', 'mcp'],
    env: { COUNTERSIGN_HOME: '/home/ana/My vaults/countersign' },
    mcpUrl: 'http://127.0.0.1:8089/mcp',
    socket: '/run/user/1000/countersign/agents.sock',
  },
  pending: 0,
  notices: [
    { id: 'unprotected', kind: 'warning', code: 'unprotected' },
    { id: 'key-file', kind: 'info', code: 'key_file' },
  ],
});

export const sampleAgents = (): AgentView[] => {
  const now = Date.now();
  return [
    {
      id: 'claude-code',
      kind: 'assistant',
      connectedNow: 2,
      clients: ['Claude Code 2.1.4', 'claude-ai 0.1'],
      doors: ['stdio'],
      firstSeen: now - 12 * DAY,
      lastSeen: now - 20_000,
      keys: [],
      shares: [
        { path: 'stripe/test', capabilities: ['use'], since: now - DAY },
        { path: 'shop/development', capabilities: ['list', 'use'], since: now - 3 * DAY },
      ],
      grants: [
        { id: 'g1', tool: 'vault_run', subject: 'npm run migrate', expiresAt: now + 11 * MINUTE },
        { id: 'g2', tool: 'vault_set', subject: 'own:claude-code/shop/development', expiresAt: now + 45_000 },
      ],
    },
    {
      id: 'cursor',
      kind: 'assistant',
      connectedNow: 0,
      clients: ['Cursor'],
      doors: ['http'],
      firstSeen: now - 2 * DAY,
      lastSeen: now - 3 * 60 * MINUTE,
      keys: [
        { id: 'key_7f3a', createdAt: now - 2 * DAY, expiresAt: now + 88 * DAY },
        { id: 'key_19c0', createdAt: now - 95 * DAY, expiresAt: now - 5 * DAY },
      ],
      shares: [],
      grants: [],
    },
    {
      id: 'build-bot',
      kind: 'program',
      connectedNow: 0,
      clients: [],
      doors: ['http', 'command'],
      firstSeen: now - 40 * DAY,
      keys: [],
      shares: [],
      grants: [],
    },
  ];
};

const LINES: readonly Pick<AuditView, 'agent' | 'action' | 'outcome' | 'subject' | 'client'>[] = [
  {
    agent: 'claude-code',
    action: 'vault_set',
    outcome: 'asked',
    subject: 'own:claude-code/shop/development',
    client: 'Claude Code 2.1.4',
  },
  { agent: 'person', action: 'approval', outcome: 'approved', subject: 'own:claude-code/shop/development' },
  { agent: 'claude-code', action: 'vault_set', outcome: 'intent', subject: 'own:claude-code/shop/development' },
  { agent: 'claude-code', action: 'vault_set', outcome: 'done', subject: 'own:claude-code/shop/development' },
  { agent: 'cursor', action: 'vault_get', outcome: 'denied', subject: 'shared/stripe/test', client: 'Cursor' },
  { agent: 'person', action: 'secrets.reveal', outcome: 'intent', subject: 'shared/stripe/test' },
  { agent: 'codex', action: 'vault_run', outcome: 'refused' },
  { agent: 'codex', action: 'vault_run', outcome: 'failed', subject: 'npm test' },
  { agent: 'countersign', action: 'start', outcome: 'info' },
];

export const sampleLine = (seq: number, ageMs: number): AuditView => {
  const line = LINES[seq % LINES.length]!;
  return {
    seq,
    time: new Date(Date.now() - ageMs).toISOString(),
    ...line,
    ...(line.action === 'vault_set' ? { keys: ['DB_PASSWORD', 'DB_USER'], approval: 'apr_aaaaaaaaaaaaaaaaaaa1' } : {}),
    ...(line.outcome === 'failed' ? { detail: 'The command ended with exit code 1.' } : {}),
  };
};

/** Newest first. */
export const sampleAudit = (count: number): AuditView[] =>
  Array.from({ length: count }, (_, index) => sampleLine(count - index, 30_000 + index * 7 * MINUTE));
