import type { Page } from '@playwright/test';

import { AppError } from '../../../app/kernel/errors.ts';

import { press, type Scene } from './scene.ts';

const ENTRY = '#/secrets/shared/shop/development';

async function editEntry(page: Page): Promise<void> {
  await press('Edit')(page);
  await page.getByRole('button', { name: 'Change value of DB_PASSWORD' }).click();
  await page.getByLabel('Value of DB_PASSWORD', { exact: true }).fill('new value');
  await page.getByRole('button', { name: 'Remove TLS_KEY' }).click();
  await page.getByRole('checkbox', { name: 'DB_HOST is not secret' }).click();
  await page.getByRole('button', { name: 'Add key' }).click();
  await page.getByLabel('Key name, row 1').fill('API_KEY');
  await page.getByRole('button', { name: 'Fill API_KEY with a random value' }).click();
}

export const secretsScenes: readonly Scene[] = [
  { name: 'secrets', hash: '#/secrets' },
  { name: 'secrets-empty', hash: '#/secrets', world: (world) => world.empty() },
  {
    name: 'secrets-server-away',
    hash: '#/secrets',
    world: (world) => {
      const { version: _version, ...server } = world.status.server;
      world.status = { ...world.status, server: { ...server, state: 'starting', progress: 0.4 } };
      world.secrets.failure = new AppError('unavailable', 'The vault is not open yet.');
    },
  },
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
      await page.getByLabel('Key name, row 1').fill('MY KEY');
      await page.getByLabel('Value of MY KEY', { exact: true }).fill('hidden');
    },
  },
  {
    name: 'secrets-add-taken',
    hash: '#/secrets',
    act: async (page) => {
      await press('Add secret')(page);
      await page.getByLabel('Path').fill('stripe/test');
      await page.getByLabel('Key name, row 1').fill('KEY');
      await page.getByLabel('Value of KEY', { exact: true }).fill('hidden');
      await page.getByRole('dialog').getByRole('button', { name: 'Add secret' }).click();
      await page.getByText('This secret exists already').waitFor();
    },
  },
  {
    name: 'secrets-value-missing',
    hash: ENTRY,
    act: async (page) => {
      await press('Edit')(page);
      await press('Change value of DB_PASSWORD')(page);
      await press('Review changes')(page);
      await page.getByText('Type a value.').waitFor();
    },
  },
  {
    name: 'secrets-discard',
    hash: '#/secrets',
    act: async (page) => {
      await press('Add secret')(page);
      await page.getByLabel('Key name, row 1').fill('KEY');
      await page.keyboard.press('Escape');
      await page.getByText('Discard changes?').waitFor();
    },
  },
  {
    name: 'secrets-filter-none',
    hash: '#/secrets',
    act: async (page) => {
      await page.getByLabel('Filter names').fill('nowhere');
      await page.getByText('No name matches').waitFor();
    },
  },
  {
    name: 'secrets-filter-cut',
    hash: '#/secrets',
    world: (world) => {
      for (let index = 0; index < 310; index += 1) {
        world.secrets.put({ kind: 'shared' }, `many/folder-${String(index).padStart(3, '0')}/x`, { TOKEN: 'x' });
      }
    },
    act: async (page) => {
      await page.getByLabel('Filter names').fill('folder-3');
      await page.getByText('There are more folders').waitFor();
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
