import { press, type Scene } from './scene.ts';

export const otherScenes: readonly Scene[] = [
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
      world.verdictOfVerify = { ok: false, entries: 41, damage: { month: '2026-11', line: 42, kind: 'edited' } };
    },
    act: async (page) => {
      await press('Verify')(page);
      await page.getByText('The log is damaged').waitFor();
    },
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
  {
    name: 'session-opened',
    hash: '#/agents',
    act: async (page, { address }) => {
      const context = await page.context().browser()?.newContext();
      const stranger = await context?.newPage();
      await stranger?.goto(address());
      await page.getByText(/^A new browser session was opened/).waitFor();
      await context?.close();
    },
  },
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
