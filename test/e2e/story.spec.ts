import { expect, test, type Page } from '@playwright/test';

import { newHome, removeHome, startApp, type RunningApp } from '../stories/running-app.ts';

/** Collects what the page should never say: errors and reports of the content security policy. */
function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

test.describe('a stranger’s first minutes', () => {
  let app: RunningApp;

  test.beforeAll(async () => {
    app = await startApp({ home: await newHome(), built: true });
  });
  test.afterAll(async () => {
    await app.stop();
    await removeHome(app.home);
  });

  test('Try it: a real client asks, the person approves twice, and its output is redacted', async ({ page }) => {
    const complaints = complaintsOf(page);
    await page.goto(`${app.ui}/#code=${app.code}`);
    await expect(page).toHaveURL(/localhost:\d+\/#\/overview/);
    await page.getByRole('button', { name: 'Try it' }).click();

    await page.getByRole('link', { name: /Approvals/ }).click();
    const approve = page.getByRole('button', { name: 'Approve', exact: true });
    await expect(page.getByText('demo/development').first()).toBeVisible();
    await expect(page.getByText('DB_PASSWORD').first()).toBeVisible();
    await approve.click();
    await expect(page.getByText('written, version 1')).toBeVisible();
    await page.getByRole('link', { name: /wants to run/ }).click();
    await approve.click();

    await page.getByRole('link', { name: /Overview/ }).click();
    await expect(page.getByText('connecting with [REDACTED:DB_PASSWORD]')).toBeVisible({ timeout: 20_000 });
    expect(complaints).toEqual([]);
  });
});
