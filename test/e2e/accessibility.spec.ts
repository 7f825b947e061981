import { expect, test } from '@playwright/test';

import { complaintsOf, expectAccessible } from './parts/page.ts';
import { scenes } from './ui-harness/scenes.ts';
import { startHarness, type Harness } from './ui-harness/server.ts';

/** Dialogs and states that the stories with the real app do not come by. `npm run test:full` looks at every scene. */
const SMALL: ReadonlySet<string> = new Set([
  'overview-missing',
  'overview-demo',
  'overview-looks-only',
  'overview-loading',
  'overview-failed',
  'preferences',
  'approvals-bottom',
  'approvals-decided-shared',
  'approvals-gone',
  'approvals-empty',
  'agents-empty',
  'agents-new-key',
  'agents-key-shown',
  'audit-details',
  'audit-damaged',
  'audit-paused',
  'secrets-add',
  'secrets-conflict',
  'secrets-deleted',
  'secrets-edit',
  'secrets-empty',
  'secrets-filter',
  'secrets-long-list',
  'secrets-revealed',
  'secrets-server-away',
  'session-opened',
  'sign-in-refused',
  'unreachable',
]);

const everything = process.env['COUNTERSIGN_TEST_SIZE'] === 'full' || process.env['COUNTERSIGN_TEST_SIZE'] === 'soak';

const both = [
  { width: 1280, theme: 'light' },
  { width: 720, theme: 'dark' },
] as const;
const others = [
  { width: 1280, theme: 'dark' },
  { width: 720, theme: 'light' },
] as const;
/** Colours go with the theme and the layout with the width: two looks see each of them once. */
const looks = everything ? [...both, ...others] : both;

test.describe('every state can be used by everybody', () => {
  let harness: Harness;

  test.beforeEach(async () => {
    harness = await startHarness(0);
  });
  test.afterEach(async () => {
    await harness.stop();
  });

  for (const scene of scenes.filter(({ name }) => everything || SMALL.has(name))) {
    test(scene.name, async ({ browser }) => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        reducedMotion: 'reduce',
        locale: scene.language === 'de' ? 'de-DE' : 'en-GB',
      });
      const page = await context.newPage();
      const complaints = complaintsOf(page);
      scene.world?.(harness.world);
      await page.goto(scene.signedOut === true ? harness.origin : harness.address());
      await page.locator('h1').first().waitFor();
      if (scene.hash !== undefined) await page.evaluate((hash) => (window.location.hash = hash), scene.hash);
      await scene.act?.(page, harness);
      for (const { width, theme } of looks) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme: theme });
        await expectAccessible(page);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, `scrolls sideways at ${width}`).toBeLessThanOrEqual(0);
      }
      // Browsers report every connection that fails, which these scenes are about.
      const unexpected = complaints.filter((text) => !(scene.expectsNetworkErrors === true && isNetworkError(text)));
      expect(unexpected).toEqual([]);
      await context.close();
    });
  }

  test('the small round names scenes that are there', () => {
    const names = new Set(scenes.map(({ name }) => name));
    expect([...SMALL].filter((name) => !names.has(name))).toEqual([]);
  });
});

const isNetworkError = (text: string): boolean => /net::ERR_|WebSocket connection|status of 401/.test(text);
