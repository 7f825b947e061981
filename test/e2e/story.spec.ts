import { expect, test } from '@playwright/test';

import { newHome, removeHome, startApp, type RunningApp } from '../stories/running-app.ts';

import { complaintsOf, enter, expectAccessible, freshCode, go } from './parts/page.ts';

test.describe('a stranger’s first minutes', () => {
  let app: RunningApp;

  test.beforeAll(async () => {
    app = await startApp({ home: await newHome(), built: true });
  });
  test.afterAll(async () => {
    await app.stop();
    await removeHome(app.home);
  });

  test('Try it: a real client asks, the person approves twice, and the agent sees no value', async ({ page }) => {
    const complaints = complaintsOf(page);
    await enter(page, app);
    await page.getByRole('button', { name: 'Try it', exact: true }).click();
    await page.getByRole('link', { name: 'Review and decide' }).click();

    await expect(page.getByRole('heading', { name: /wants to create secret demo\/development/ })).toBeVisible();
    await expect(page.getByRole('cell', { name: 'DB_PASSWORD' })).toBeVisible();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(page.getByText('written, version 1')).toBeVisible();

    await page.getByRole('link', { name: /wants to run/ }).click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(page.getByText('ran, exit code 0')).toBeVisible();

    await page.getByRole('link', { name: 'See what the agent got' }).click();
    await expect(page.getByText('connecting with [REDACTED:DB_PASSWORD]')).toBeVisible();
    // A page that was not there has nothing to show.
    await page.goto(`${app.ui}/#/approvals/decided`);
    await expect(page.getByRole('link', { name: 'See what the agent got' })).toBeVisible();
    await page.reload();
    await expect(page.getByText('ran, exit code 0').first()).toBeVisible();
    await expect(page.getByRole('link', { name: 'See what the agent got' })).toHaveCount(0);
    await go(page, 'Audit');
    await page.getByRole('button', { name: 'Verify' }).click();
    await expect(page.getByText('The log is whole')).toBeVisible();
    expect(complaints).toEqual([]);
  });

  test('the secret lies where the agent put it, masked, and is shown only while it is held', async ({ page }) => {
    await enter(page, app, await freshCode(app));
    await go(page, 'Secrets');
    await page.getByRole('treeitem', { name: 'demo', exact: true }).click();
    await page.getByRole('treeitem', { name: 'development' }).click();
    const row = page.getByRole('row', { name: /DB_PASSWORD/ });
    const hidden = await row.textContent();
    const eye = page.getByRole('button', { name: 'Hold to reveal DB_PASSWORD' });
    await eye.hover();
    await page.mouse.down();
    await expect(row.getByText(/^[A-Za-z0-9]{24}$/)).toBeVisible();
    await page.mouse.up();
    await expect(row).toHaveText(hidden ?? '');
    await expectAccessible(page);
  });

  test('the command runs the same story, and a no ends it', async ({ page }) => {
    await enter(page, app, await freshCode(app));
    const demo = app.command(['demo']);
    await go(page, 'Approvals');
    await page.getByRole('button', { name: 'Deny', exact: true }).click();
    const { code, stdout } = await demo;
    expect(stdout).toContain('You said no, so nothing happened.');
    expect(code).toBe(4);
  });

  test('a used code and a foreign tab are shown the way in', async ({ page, browser }) => {
    await page.goto(`${app.ui}/#code=${app.code}`);
    await expect(page.getByText('This code was not accepted.')).toBeVisible();
    await expectAccessible(page);
    const stranger = await (await browser.newContext()).newPage();
    await stranger.goto(app.ui);
    await expect(stranger.getByRole('heading', { name: 'Show that it is you' })).toBeVisible();
    await stranger.getByRole('textbox', { name: 'Code or address' }).fill(await freshCode(app));
    await stranger.getByRole('button', { name: 'Let me in' }).click();
    await expect(stranger.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
    const tab = await stranger.context().newPage();
    await tab.goto(`${app.ui}/#/agents`);
    await expect(tab.getByRole('heading', { name: 'Agents', level: 1 })).toBeVisible();
  });
});
