import type { Page } from '@playwright/test';

import type { Caller } from '../../../app/contract/dispatch.ts';
import { AppError } from '../../../app/kernel/errors.ts';

import { press, type Scene } from './scene.ts';
import { otherScenes } from './scenes-others.ts';
import { secretsScenes } from './scenes-secrets.ts';
import type { World } from './world.ts';

const openRequest = (index: number) => async (page: Page) => {
  await page.locator('[data-request-row]').nth(index).click();
  await page.waitForTimeout(700);
};

const never = new Promise<void>(() => {});

const server = (patch: Partial<World['status']['server']>) => (world: World) => {
  const { version: _version, ...rest } = world.status.server;
  world.status = { ...world.status, server: { ...rest, ...patch } };
  if (patch.state !== 'ready') world.pending = [];
};

const nobody: Caller = { surface: 'browser', session: 'harness', may: new Set() };

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
      const { 'approvals.decide': decide } = world.handlers();
      await decide({ id: world.pending[0]!.id, verdict: 'approve', remember: 'once' }, nobody);
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

export const scenes: readonly Scene[] = [...overview, ...approvals, ...secretsScenes, ...otherScenes];
