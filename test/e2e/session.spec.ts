import { expect, test } from '@playwright/test';

import { answerOf, connect } from '../stories/clients.ts';
import { newHome, removeHome, startApp, type RunningApp } from '../stories/running-app.ts';

import { enter, freshCode, go } from './parts/page.ts';

test.describe('deciding in the browser', () => {
  let app: RunningApp;

  test.beforeAll(async () => {
    app = await startApp({ home: await newHome(), built: true });
  });
  test.afterAll(async () => {
    await app.stop();
    await removeHome(app.home);
  });

  test('approve by keyboard alone', async ({ page }) => {
    await enter(page, app);
    const client = await connect(app, { era: 'modern' });
    const writing = client.call('vault_set', { path: 'keys/only', data: { KEY: 'value-123' } });
    await expect(page.getByText('wants to create secret keys/only').first()).toBeVisible();
    await page.goto(`${app.ui}/#/approvals`);
    await expect(page.getByRole('button', { name: 'Approve', exact: true })).toBeEnabled();
    await page.keyboard.press('Control+Enter');
    expect(answerOf(await writing)).toMatchObject({ status: 'done', version: 1 });
    await client.close();
  });

  test('the keys work at once after coming to the page with the mouse, and open no tab', async ({ page }) => {
    await enter(page, app, await freshCode(app));
    const client = await connect(app, { era: 'modern' });
    const writing = client.call('vault_set', { path: 'by/mouse', data: { KEY: 'value-123' } });
    await expect(page.getByText('wants to create secret by/mouse').first()).toBeVisible();
    await go(page, 'Approvals');
    await expect(page.locator('[data-request-row]')).toBeFocused();
    const approve = page.getByRole('button', { name: 'Approve', exact: true });
    await expect(approve).not.toHaveAttribute('aria-disabled', 'true');
    await page.keyboard.press('Control+Enter');
    expect(answerOf(await writing)).toMatchObject({ status: 'done', version: 1 });
    await go(page, 'Agents');
    await expect(page.getByRole('main')).toBeFocused();
    await go(page, 'Approvals');
    await expect(page.getByText('Nothing waits for you')).toBeVisible();
    await page.keyboard.press('Control+Enter');
    expect(page.context().pages()).toHaveLength(1);
    await client.close();
  });

  test('Enter and Space hammered at the moment a request appears approve nothing', async ({ page }) => {
    await enter(page, app, await freshCode(app));
    await page.goto(`${app.ui}/#/approvals`);
    await expect(page.getByText('Nothing waits for you')).toBeVisible();
    const client = await connect(app, { era: 'legacy' });
    const writing = client.call('vault_set', { path: 'stray/key', data: { KEY: 'value-123' } });
    const appeared = expect(page.getByRole('heading', { name: /stray\/key/ }).first()).toBeVisible();
    for (let press = 0; press < 40; press += 1) await page.keyboard.press(press % 2 === 0 ? 'Enter' : 'Space');
    await appeared;
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Deny', exact: true })).toBeVisible();
    expect(answerOf(await client.call('vault_get', { path: 'stray/key' }))).toMatchObject({ code: 'not_found' });
    await page.getByRole('button', { name: 'Deny', exact: true }).click();
    expect(answerOf(await writing)).toMatchObject({ code: 'denied' });
    await client.close();
  });

  test('a value that would go to the model is asked in red, and handed over only to the call that waits', async ({
    page,
  }) => {
    await enter(page, app, await freshCode(app));
    const client = await connect(app, { era: 'modern' });
    const reading = client.call('vault_get', { path: 'keys/only', reveal: true, reason: 'I want to see it.' });
    await page.goto(`${app.ui}/#/approvals`);
    await expect(page.getByText('The value goes to the model and its provider')).toBeVisible();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    expect(answerOf(await reading)).toMatchObject({ values: { KEY: 'value-123' } });
    await client.close();
  });

  test('a session survives a reload, and ends when the app restarts', async ({ page }) => {
    await enter(page, app, await freshCode(app));
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
    const { port } = new URL(app.ui);
    await app.stop();
    await expect(page.getByText('Reconnecting…').first()).toBeVisible();
    app = await startApp({ home: app.home, built: true, env: { COUNTERSIGN_UI_PORT: port } });
    await expect(page.getByRole('heading', { name: 'Show that it is you' })).toBeVisible({ timeout: 20_000 });
  });
});
