import { expect, test } from '@playwright/test';

import { answerOf, connect, type McpClient } from '../stories/clients.ts';
import { newHome, removeHome, startApp, type RunningApp } from '../stories/running-app.ts';

import { complaintsOf, enter, expectAccessible, freshCode, go } from './parts/page.ts';

test.describe('pausing agents', () => {
  let app: RunningApp;
  let cursor: McpClient;
  test.beforeAll(async () => {
    app = await startApp({ home: await newHome(), built: true });
    cursor = await connect(app, { era: 'modern', agent: 'cursor' });
  });
  test.afterAll(async () => {
    await cursor.close();
    await app.stop();
    await removeHome(app.home);
  });
  const codeOf = async (): Promise<unknown> => answerOf(await cursor.call('vault_list', {}))['code'];

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`one by its card, all by one button, seen on every page: ${colorScheme}`, async ({ page }) => {
      const complaints = complaintsOf(page);
      await page.setViewportSize({ width: colorScheme === 'light' ? 1280 : 720, height: 800 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await enter(page, app, await freshCode(app));
      await expect.poll(codeOf).toBe(undefined);
      await go(page, 'Agents');
      const card = page
        .getByRole('region', { name: 'cursor' })
        .or(page.getByLabel('cursor', { exact: true }))
        .first();
      await page.getByRole('button', { name: 'Pause cursor' }).click();
      await expect(page.getByText('Paused: cursor').first()).toBeVisible();
      await expect(card.getByText('paused')).toBeVisible();
      expect(await codeOf()).toBe('paused');
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Resume cursor' }).press('Enter');
      await expect(card.getByText('paused')).toBeHidden();
      expect(await codeOf()).toBe(undefined);

      await page.getByRole('button', { name: 'Pause all agents' }).click();
      await expect(page.getByText('All agents are paused.')).toBeVisible();
      expect(await codeOf()).toBe('paused');
      await go(page, 'Overview');
      await expect(page.getByText('All agents are paused.')).toBeVisible();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Resume all agents' }).click();
      await expect(page.getByText('All agents are paused.')).toBeHidden();
      expect(await codeOf()).toBe(undefined);
      await go(page, 'Audit');
      await expect(page.getByText('let agents go on').first()).toBeVisible();
      expect(complaints).toEqual([]);
    });
  }
});
