import type { Page } from '@playwright/test';

import { AppError } from '../../../app/kernel/errors.ts';

import type { Harness } from './server.ts';
import type { World } from './world.ts';

export interface Scene {
  readonly name: string;
  readonly hash?: string;
  readonly language?: 'en' | 'de';
  /** Before the page opens. */
  readonly world?: (world: World) => void;
  /** Once the page is there. */
  readonly act?: (page: Page, harness: Harness) => Promise<void>;
  /** Opens without a code. */
  readonly signedOut?: boolean;
  /** The scene is about a failing connection, which browsers log themselves. */
  readonly expectsNetworkErrors?: boolean;
}

const openRequest = (index: number) => async (page: Page) => {
  await page.locator('[data-request-row]').nth(index).click();
  await page.waitForTimeout(700);
};

const ENTRY = '#/secrets/shared/shop/development';
const never = new Promise<void>(() => {});

const press = (name: string | RegExp) => async (page: Page) => {
  await page.getByRole('button', { name }).first().click();
};

async function editEntry(page: Page): Promise<void> {
  await press('Edit')(page);
  await page.getByRole('button', { name: 'Change value of DB_PASSWORD' }).click();
  await page.getByLabel('Value of DB_PASSWORD', { exact: true }).fill('new value');
  await page.getByRole('button', { name: 'Remove TLS_KEY' }).click();
  await page.getByRole('checkbox', { name: 'DB_HOST is not secret' }).click();
  await page.getByRole('button', { name: 'Add key' }).click();
  await page.getByLabel('Name of key 1').fill('API_KEY');
  await page.getByRole('button', { name: 'Fill API_KEY with a random value' }).click();
}

const server = (patch: Partial<World['status']['server']>) => (world: World) => {
  const { version: _version, ...rest } = world.status.server;
  world.status = { ...world.status, server: { ...rest, ...patch } };
  if (patch.state !== 'ready') world.pending = [];
};

const overview: readonly Scene[] = [
  { name: 'overview' },
  { name: 'overview-de', language: 'de' },
  { name: 'overview-empty', world: (world) => world.empty() },
  {
    name: 'overview-demo',
    world: (world) => world.empty(),
    act: async (page, { world }) => {
      await press('Try it')(page);
      await page.getByText('It asked to store a secret').waitFor();
      await world
        .handlers()
        ['approvals.decide'](
          { id: world.pending[0]!.id, verdict: 'approve', remember: 'once' },
          { surface: 'browser', session: 'x', may: new Set() },
        );
      await page.getByText('It asked to run').waitFor();
    },
  },
  { name: 'overview-starting', world: server({ state: 'starting', progress: 0.6, detail: 'Unsealing' }) },
  {
    name: 'overview-missing',
    world: server({
      state: 'missing',
      detail: 'No bao program was found on PATH, and none could be fetched.',
      next: 'Install OpenBao (brew install openbao), or set COUNTERSIGN_BAO, or connect your own Vault with VAULT_ADDR.',
    }),
  },
  {
    name: 'overview-sealed',
    world: server({ kind: 'remote', product: 'vault', state: 'sealed', next: 'Ask who runs the server to unseal it.' }),
  },
  {
    name: 'overview-unreachable',
    world: server({
      kind: 'remote',
      state: 'unreachable',
      detail: 'connect ECONNREFUSED',
      next: 'Check VAULT_ADDR and your network.',
    }),
  },
  {
    name: 'overview-looks-only',
    world: (world) => {
      world.status = { ...world.status, person: { ...world.status.person, mayDecide: false } };
    },
  },
  {
    name: 'overview-loading',
    world: (world) => {
      world.hold = never;
    },
  },
  {
    name: 'overview-failed',
    world: (world) => {
      world.failure = new AppError('unavailable', 'The core is busy.', { next: 'Try again in a moment.' });
    },
  },
  { name: 'overview-json', act: async (page) => page.getByRole('tab', { name: 'JSON config' }).click() },
  { name: 'preferences', act: press('Preferences') },
];

const kinds = ['create', 'update', 'run', 'read', 'delete', 'list', 'credential'];

const approvals: readonly Scene[] = [
  ...kinds.map((kind, index) => ({ name: `approvals-${kind}`, hash: '#/approvals', act: openRequest(index) })),
  { name: 'approvals-run-de', hash: '#/approvals', language: 'de' as const, act: openRequest(2) },
  {
    name: 'approvals-bottom',
    hash: '#/approvals',
    act: async (page) => {
      await openRequest(1)(page);
      await page
        .locator('article > div')
        .first()
        .evaluate((box) => box.scrollTo(0, 9999));
    },
  },
  {
    name: 'approvals-looks-only',
    hash: '#/approvals',
    world: (world) => {
      world.status = { ...world.status, person: { ...world.status.person, mayDecide: false } };
    },
  },
  {
    name: 'approvals-approved',
    hash: '#/approvals',
    act: async (page) => {
      await openRequest(0)(page);
      await press('Approve')(page);
      await page.waitForTimeout(400);
    },
  },
  {
    name: 'approvals-last-approved',
    hash: '#/approvals',
    world: (world) => {
      world.pending = world.pending.slice(0, 1);
    },
    act: async (page) => {
      await openRequest(0)(page);
      await press('Approve')(page);
      await page.waitForTimeout(400);
    },
  },
  { name: 'approvals-decided', hash: '#/approvals/decided' },
  { name: 'approvals-decided-shared', hash: '#/approvals/decided', act: openRequest(1) },
  { name: 'approvals-gone', hash: '#/approvals/apr_aaaaaaaaaaaaaaaaazzz' },
  { name: 'approvals-empty', hash: '#/approvals', world: (world) => world.empty() },
  {
    name: 'approvals-loading',
    hash: '#/approvals',
    world: (world) => {
      world.hold = never;
    },
  },
];

const secrets: readonly Scene[] = [
  { name: 'secrets', hash: '#/secrets' },
  { name: 'secrets-empty', hash: '#/secrets', world: (world) => world.empty() },
  { name: 'secrets-entry', hash: ENTRY },
  { name: 'secrets-entry-de', hash: ENTRY, language: 'de' },
  {
    name: 'secrets-revealed',
    hash: ENTRY,
    act: async (page) => {
      await page.getByRole('button', { name: 'Hold to reveal TLS_KEY' }).hover();
      await page.mouse.down();
      await page.getByText('line-0-of').waitFor();
    },
  },
  {
    name: 'secrets-copied',
    hash: ENTRY,
    act: async (page) => {
      await press('Copy the value of DB_PASSWORD')(page);
      await page.getByText('DB_PASSWORD copied').first().waitFor();
    },
  },
  { name: 'secrets-versions', hash: '#/secrets/shared/stripe/test' },
  { name: 'secrets-older', hash: '#/secrets/shared/stripe/test', act: press('Show keys of version 1') },
  {
    name: 'secrets-deleted',
    hash: ENTRY,
    act: async (page) => {
      await press('Delete')(page);
      await page.getByText('is deleted').first().waitFor();
    },
  },
  { name: 'secrets-edit', hash: ENTRY, act: editEntry },
  {
    name: 'secrets-review',
    hash: ENTRY,
    act: async (page) => {
      await editEntry(page);
      await press('Review changes')(page);
    },
  },
  {
    name: 'secrets-conflict',
    hash: ENTRY,
    act: async (page, { world }) => {
      await editEntry(page);
      await press('Review changes')(page);
      world.secrets.put({ kind: 'shared' }, 'shop/development', { DB_HOST: 'other', NEW: 'x' });
      await press(/^Save version/)(page);
      await page.getByText('Somebody saved').waitFor();
    },
  },
  {
    name: 'secrets-add',
    hash: '#/secrets',
    act: async (page) => {
      await press('Add secret')(page);
      await page.getByLabel('Path').fill('shop//x');
      await page.getByLabel('Name of key 1').fill('MY KEY');
      await page.getByLabel('Value of MY KEY', { exact: true }).fill('hidden');
    },
  },
  {
    name: 'secrets-add-taken',
    hash: '#/secrets',
    act: async (page) => {
      await press('Add secret')(page);
      await page.getByLabel('Path').fill('stripe/test');
      await page.getByLabel('Name of key 1').fill('KEY');
      await page.getByRole('dialog').getByRole('button', { name: 'Add secret' }).click();
      await page.getByText('There is a secret at this path already').waitFor();
    },
  },
  {
    name: 'secrets-filter',
    hash: '#/secrets',
    act: async (page) => {
      await page.getByLabel('Filter names').fill('service-01');
      await page.getByText('service-010').waitFor();
    },
  },
  { name: 'secrets-long-list', hash: '#/secrets/shared/services/service-150' },
  { name: 'secrets-not-found', hash: '#/secrets/shared/no/such' },
];

const others: readonly Scene[] = [
  { name: 'agents', hash: '#/agents' },
  { name: 'agents-de', hash: '#/agents', language: 'de' },
  { name: 'agents-empty', hash: '#/agents', world: (world) => world.empty() },
  {
    name: 'agents-new-key',
    hash: '#/agents',
    act: async (page) => {
      await press('Key for a new agent')(page);
      await page.getByLabel('Agent', { exact: true }).fill('Build Bot');
      await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
    },
  },
  {
    name: 'agents-key-shown',
    hash: '#/agents',
    act: async (page) => {
      await press('Create key for cursor')(page);
      await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
      await page.getByText('The key of cursor').waitFor();
    },
  },
  { name: 'audit', hash: '#/audit' },
  { name: 'audit-de', hash: '#/audit', language: 'de' },
  {
    name: 'audit-details',
    hash: '#/audit',
    act: async (page) => {
      await page.getByRole('list', { name: 'Events' }).getByRole('button').nth(2).click();
    },
  },
  {
    name: 'audit-verified',
    hash: '#/audit',
    act: async (page) => {
      await press('Verify')(page);
      await page.getByText('The log is whole').waitFor();
    },
  },
  {
    name: 'audit-damaged',
    hash: '#/audit',
    world: (world) => {
      world.verdictOfVerify = { ok: false, entries: 41, damage: { month: '2026-11', line: 42, kind: 'changed' } };
    },
    act: press('Verify'),
  },
  {
    name: 'audit-paused',
    hash: '#/audit',
    act: async (page, { world }) => {
      await press('Pause')(page);
      world.note();
      world.note();
      await page.getByText('2 new events').waitFor();
    },
  },
  {
    name: 'audit-end',
    hash: '#/audit',
    world: (world) => {
      world.audit = world.audit.slice(0, 40);
    },
    act: async (page) => {
      await page
        .locator('ul[aria-label^=Events]')
        .locator('..')
        .evaluate((box) => box.scrollTo(0, 99_999));
    },
  },
  { name: 'audit-empty', hash: '#/audit', world: (world) => world.empty() },
  { name: 'sign-in', signedOut: true },
  { name: 'sign-in-de', signedOut: true, language: 'de' },
  {
    name: 'sign-in-refused',
    signedOut: true,
    expectsNetworkErrors: true,
    act: async (page) => {
      await page.getByLabel('Code or address').fill('http://localhost:1/#code=wrong');
      await press('Let me in')(page);
      await page.getByText('This code was not accepted').waitFor();
    },
  },
  {
    name: 'reconnecting',
    hash: '#/agents',
    expectsNetworkErrors: true,
    act: async (page, { stop }) => {
      await stop();
      await page.getByText('Reconnecting').first().waitFor();
    },
  },
  {
    name: 'unreachable',
    expectsNetworkErrors: true,
    signedOut: true,
    act: async (page, { stop }) => {
      await stop();
      await page.getByLabel('Code or address').fill('abc');
      await press('Let me in')(page);
      await page.getByText('does not answer').first().waitFor();
    },
  },
];

export const scenes: readonly Scene[] = [...overview, ...approvals, ...secrets, ...others];
