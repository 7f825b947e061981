import { expect, test } from '@playwright/test';

import { newHome, removeHome, startApp, type RunningApp } from '../stories/running-app.ts';

import { enter, expectAccessible, freshCode } from './parts/page.ts';

const QUESTION = /^A new browser session was opened at /;

test.describe('a session that somebody opens', () => {
  let app: RunningApp;

  test.beforeAll(async () => {
    app = await startApp({ home: await newHome(), built: true });
  });
  test.afterAll(async () => {
    await app.stop();
    await removeHome(app.home);
  });

  test('is asked about in every open page, and not in its own', async ({ page, browser }) => {
    await enter(page, app);
    const second = await (await browser.newContext()).newPage();
    await enter(second, app, await freshCode(app));
    await expect(page.getByText(QUESTION)).toHaveCount(1);
    await expect(second.getByText(QUESTION)).toHaveCount(0);
    await expectAccessible(page);

    // A person who is away finds one question for each.
    await enter(await (await browser.newContext()).newPage(), app, await freshCode(app));
    await expect(page.getByText(QUESTION)).toHaveCount(2);
    await expect(second.getByText(QUESTION)).toHaveCount(1);

    await page.getByRole('link', { name: 'Open Audit' }).first().click();
    await expect(page.getByRole('heading', { name: 'Audit', level: 1 })).toBeVisible();
    await expect(page.getByRole('button', { name: /you\s*open a session/ })).toHaveCount(3);
  });

  test('in the same browser leaves the other tabs open', async ({ context }) => {
    const first = await context.newPage();
    await enter(first, app, await freshCode(app));
    const second = await context.newPage();
    await enter(second, app, await freshCode(app));
    await first.getByRole('link', { name: /^Secrets/ }).click();
    await expect(first.getByText('No secrets yet')).toBeVisible();
    await first.reload();
    await expect(first.getByRole('heading', { name: 'Secrets', level: 1 })).toBeVisible();
  });
});
