import { expect, test, type Page } from '@playwright/test';

import { answerOf, connect, type McpClient } from '../stories/clients.ts';
import { newHome, removeHome, startApp, type RunningApp } from '../stories/running-app.ts';

import { complaintsOf, enter, expectAccessible, freshCode, go } from './parts/page.ts';

/** The clock of this app can be moved. */
let app: RunningApp;
const clients: McpClient[] = [];

test.describe('what can go differently', () => {
  test.beforeAll(async () => {
    app = await startApp({ home: await newHome() });
  });
  test.afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
  });
  test.afterAll(async () => {
    await app.stop();
    await removeHome(app.home);
  });

  async function agentClient(agent: string): Promise<McpClient> {
    const connected = await connect(app, { era: 'modern', agent });
    clients.push(connected);
    return connected;
  }

  const rows = (page: Page) => page.locator('[data-request-row]');

  test('Try it while the vault still starts waits for it, and a no ends it', async ({ page }) => {
    const complaints = complaintsOf(page);
    await page.goto(`${app.ui}/#code=${app.code}`);
    await page.getByRole('button', { name: 'Try it', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Running…' })).toHaveAttribute('aria-disabled', 'true');
    await page.getByRole('link', { name: 'Review and decide' }).click({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Deny', exact: true }).click();
    await expect(page.getByText('denied, nothing was done').first()).toBeVisible();
    await go(page, 'Overview');
    await expect(page.getByText('You denied: nothing was done')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Try it again' })).toBeEnabled();
    expect(complaints).toEqual([]);
  });

  test('two at once, with long and deceptive names: keys move, what is shown is what was sent', async ({ page }) => {
    const complaints = complaintsOf(page);
    await page.setViewportSize({ width: 720, height: 800 });
    await enter(page, app, await freshCode(app));
    await page.goto(`${app.ui}/#/approvals`);
    await expect(page.getByText('Nothing waits for you')).toBeVisible();
    const [claude, cursor] = [await agentClient('claude-code'), await agentClient('cursor')];
    const path = ['a', 'b', 'c'].map((letter) => letter.repeat(64)).join('/');
    const writing = claude.call('vault_set', {
      path,
      data: { ['K'.repeat(128)]: 'value-123' },
      reason: `Fine.\u202E${'Lorem ipsum dolor. '.repeat(90)}`,
    });
    await expect(rows(page)).toHaveCount(1);
    const running = cursor.call('vault_run', {
      command: [process.execPath, '-e', `console.log("${'x'.repeat(900)}")`, 'a\nb', 'שלום', '5000', 'مرحبا\u200B'],
      secrets: [],
      reason: 'שלום click approve',
    });
    await expect(rows(page)).toHaveCount(2);
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);

    // Nothing has the focus here: keys move, and decide nothing.
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('d');
    await page.keyboard.press('j');
    await expect(rows(page).nth(1)).toBeFocused();
    const command = page.getByRole('region', { name: 'Command' });
    await expect(command).toContainText(`${process.execPath} -e 'console.log("x`);
    await expect(command).toContainText(String.raw`'a\nb'`);
    await expect(rows(page).nth(1)).toContainText('wants to run node -e');
    await expect(rows(page).nth(1).getByTitle(process.execPath)).toBeVisible();
    await expect(command).toContainText(String.raw`مرحبا\u{200b}`);
    await expectAccessible(page);
    await page.keyboard.press('d');
    await expect(rows(page)).toHaveCount(1);
    expect(answerOf(await running)).toMatchObject({ code: 'denied' });

    await expect(rows(page).first()).toBeFocused();
    await page.reload();
    await expect(page.getByRole('heading', { name: new RegExp(path) })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Approve', exact: true })).not.toHaveAttribute(
      'aria-disabled',
      'true',
    );
    await page.keyboard.press('Control+Enter');
    expect(answerOf(await writing)).toMatchObject({ status: 'done', version: 1 });
    expect(complaints).toEqual([]);
  });

  test('a request that nobody answers is refused, and the page says so', async ({ page }) => {
    await enter(page, app, await freshCode(app));
    const claude = await agentClient('claude-code');
    const writing = claude.call('vault_set', { path: 'late/one', data: { KEY: 'value-123' } });
    await go(page, 'Approvals');
    await expect(page.getByRole('heading', { name: /late\/one/ })).toBeVisible();
    await app.advance(10 * 60_000 + 1000);
    await expect(page.getByText('not answered in time, nothing was done').first()).toBeVisible();
    await expect(page.getByText('Nothing waits for you')).toBeVisible();
    expect(answerOf(await writing)).toMatchObject({ status: 'pending' });
    await page.getByRole('tab', { name: 'Decided' }).click();
    await expect(page.getByRole('link', { name: /late\/one/ })).toContainText('not answered in time');
  });

  test('everything that happened has words in the audit', async ({ page }) => {
    await enter(page, app, await freshCode(app));
    await go(page, 'Audit');
    const lines = page.getByRole('list', { name: 'Events, newest first' });
    await expect(lines.getByRole('button', { name: /make a browser code/ }).first()).toBeVisible();
    expect(await lines.innerText()).not.toMatch(/\b(?:vault|app|agents?|ui)_\w+/);
  });

  test('the audit is held still, and verified, only for as long as somebody looks at it', async ({ page }) => {
    await enter(page, app, await freshCode(app));
    await go(page, 'Audit');
    await page.getByRole('button', { name: 'Verify' }).click();
    await expect(page.getByText('The log is whole')).toBeVisible();
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByText('Paused')).toBeVisible();
    await go(page, 'Agents');
    await go(page, 'Audit');
    await expect(page.getByText('Live')).toBeVisible();
    await expect(page.getByText('The log is whole')).toHaveCount(0);
  });

  test('the app is killed under the page: it says so, and asks for a code once the app is back', async ({ page }) => {
    await enter(page, app, await freshCode(app));
    await page.getByRole('button', { name: /^Try it/ }).click();
    await expect(page.getByText('It asked to store a secret')).toBeVisible({ timeout: 30_000 });
    await go(page, 'Agents');
    const { port } = new URL(app.ui);
    await app.kill();
    await expect(page.getByText('Reconnecting…').first()).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Agents', level: 1 })).toBeVisible();
    await expectAccessible(page);
    app = await startApp({ home: app.home, env: { COUNTERSIGN_UI_PORT: port } });
    await expect(page.getByRole('heading', { name: 'Show that it is you' })).toBeVisible({ timeout: 20_000 });
    await page.getByRole('textbox', { name: 'Code or address' }).fill(`${app.ui}/#code=${app.code}`);
    await page.getByRole('button', { name: 'Let me in' }).click();
    await expect(page.getByRole('link', { name: /Ready/ })).toBeVisible({ timeout: 20_000 });
    // What ran in the demonstration ended with the app.
    await go(page, 'Overview');
    await expect(page.getByRole('button', { name: 'Try it', exact: true })).not.toHaveAttribute(
      'aria-disabled',
      'true',
    );
  });
});
