import { expect, test } from '@playwright/test';

import { answerOf, connect, type McpClient } from '../stories/clients.ts';
import { newHome, removeHome, startApp, type RunningApp } from '../stories/running-app.ts';

import { enter, expectAccessible, freshCode, go } from './parts/page.ts';

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

  test('Ctrl+Enter approves from the choices and from nowhere, never from Deny or unseen; J and D work on choices', async ({
    page,
  }) => {
    await enter(page, app, await freshCode(app));
    const [first, second] = [await connect(app, { era: 'modern' }), await connect(app, { era: 'modern' })];
    const deny = page.getByRole('button', { name: 'Deny', exact: true });
    const approve = page.getByRole('button', { name: 'Approve', exact: true });
    const rows = page.locator('[data-request-row]');
    const once = page.getByRole('radio', { name: 'This once' });
    const ask = (client: McpClient, name: string) =>
      client.call('vault_run', { command: [process.execPath, '-e', '0', name], secrets: [] });
    const armed = () => expect(approve).not.toHaveAttribute('aria-disabled', 'true');
    const one = ask(first, 'one');
    await page.goto(`${app.ui}/#/approvals`);
    await expect(rows).toHaveCount(1);
    const two = ask(second, 'two');
    await expect(rows).toHaveCount(2);

    await deny.focus();
    await armed();
    await page.keyboard.press('Control+Enter');
    await page.setViewportSize({ width: 640, height: 800 });
    await rows.first().focus();
    await page.goto(`${app.ui}/#/approvals`);
    await expect(approve).toBeHidden();
    await page.keyboard.press('Control+Enter');
    await page.setViewportSize({ width: 1280, height: 800 });
    await expect(rows).toHaveCount(2);

    await once.focus();
    await page.keyboard.press('j');
    await expect(rows.nth(1)).toBeFocused();
    await once.focus();
    await page.keyboard.press('k');
    await expect(rows.first()).toBeFocused();
    await once.focus();
    await page.keyboard.press('ArrowDown', { delay: 50 });
    await expect(page.getByRole('radio', { name: /15 minutes/ })).toBeChecked();
    await armed();
    await page.keyboard.press('Control+Enter');
    expect(answerOf(await one)).toMatchObject({ exit_code: 0 });
    await once.focus();
    await page.keyboard.press('d');
    expect(answerOf(await two)).toMatchObject({ code: 'denied' });
    await expect(page.locator('#request-heading')).toBeFocused();

    const three = ask(first, 'three');
    await page.goto(`${app.ui}/#/approvals`);
    await expect(page.getByRole('heading', { name: /-e 0 three/ })).toBeVisible();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await armed();
    await page.keyboard.press('Control+Enter');
    expect(answerOf(await three)).toMatchObject({ exit_code: 0 });
    for (const client of [first, second]) await client.close();
  });

  for (const width of [1280, 720]) {
    test(`what comes up for a moment lies over no request, ${width} wide`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      await enter(page, app, await freshCode(app));
      const clients = [await connect(app, { era: 'modern' }), await connect(app, { era: 'modern' })];
      const writing = clients.map((client, index) =>
        client.call('vault_set', { path: `toast/over-${width}-${index}`, data: { KEY: 'value-123' } }),
      );
      await page.goto(`${app.ui}/#/approvals`);
      await expect(page.locator('[data-request-row]')).toHaveCount(2);
      const deny = page.getByRole('button', { name: 'Deny', exact: true });
      await deny.click();
      const toast = page.getByRole('listitem').filter({ hasText: 'denied, nothing was done' });
      await expect(toast).toBeVisible();
      const [over, detail, navigation] = [
        await toast.boundingBox(),
        await page.getByRole('article').boundingBox(),
        await page.getByRole('navigation').boundingBox(),
      ];
      if (over === null || detail === null || navigation === null) throw new Error('They are on screen.');
      expect(over.x + over.width).toBeLessThanOrEqual(detail.x);
      expect(over.x).toBeGreaterThanOrEqual(navigation.x + navigation.width);
      expect(over.y + over.height).toBeGreaterThan(700);
      await expectAccessible(page);
      await deny.click();
      for (const call of writing) expect(answerOf(await call)).toMatchObject({ code: 'denied' });
      for (const client of clients) await client.close();
    });
  }

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
