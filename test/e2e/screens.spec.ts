import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test, type Page } from '@playwright/test';

import { connect } from '../stories/clients.ts';
import { signIn, untilReady, type Person } from '../stories/person.ts';
import { newHome, removeHome, ROOT, startApp, type RunningApp } from '../stories/running-app.ts';

import { complaintsOf, enter, expectAccessible, freshCode } from './parts/page.ts';

/** `UPDATE_SCREENSHOTS=1` writes the pictures of the documentation. */
const SHOTS = process.env['UPDATE_SCREENSHOTS'] === undefined ? null : join(ROOT, 'docs', 'screenshots');

const SCREENS = [
  ['overview', '#/overview', 'Overview'],
  ['approvals', '#/approvals', 'Approvals'],
  ['secrets', '#/secrets/shared/shop/development', 'Secrets'],
  ['agents', '#/agents', 'Agents'],
  ['audit', '#/audit', 'Audit'],
] as const;

test.describe('every screen, wide and narrow, light and dark', () => {
  let app: RunningApp;
  let person: Person;
  let folder: string;
  const closings: (() => Promise<void>)[] = [];

  test.beforeAll(async () => {
    // In the usual place below it, as most people have it: the lines for clients need no setting then.
    folder = await newHome();
    app = await startApp({ home: join(folder, 'countersign'), built: true, env: { XDG_DATA_HOME: folder } });
    person = await signIn(app, app.code);
    await untilReady(person);
    await fill(app, person, closings);
  });
  test.afterAll(async () => {
    for (const close of closings) await close();
    await app.stop();
    await removeHome(folder);
  });

  for (const width of [1280, 720]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${width} wide, ${colorScheme}`, async ({ page }) => {
        const complaints = complaintsOf(page);
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await enter(page, app, await freshCode(app));
        for (const [name, route, heading] of SCREENS) {
          await page.goto(`${app.ui}/${route}`);
          await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
          await settle(page);
          await expectAccessible(page);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
          if (SHOTS === null) continue;
          await mkdir(SHOTS, { recursive: true });
          await page.screenshot({ path: join(SHOTS, `${name}-${width}-${colorScheme}.png`) });
        }
        expect(complaints).toEqual([]);
      });
    }
  }
});

/** Lists that load after the page stand still before it is judged. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(700);
}

async function fill(app: RunningApp, person: Person, closings: (() => Promise<void>)[]): Promise<void> {
  await person.client.call('secrets.save', {
    place: { kind: 'shared' },
    path: 'shop/development',
    set: { DB_HOST: 'db.internal', DB_USER: 'shop', DB_PASSWORD: 'first-value-1', GITHUB_TOKEN: 'made-up-token-1' },
    plain: ['DB_HOST', 'DB_USER'],
    cas: 0,
  });
  await person.client.call('secrets.save', {
    place: { kind: 'shared' },
    path: 'shop/development',
    set: { DB_PASSWORD: 'second-value-2' },
    cas: 1,
  });
  const claude = await connect(app, { era: 'modern', agent: 'claude-code' });
  const cursor = await connect(app, { era: 'legacy', agent: 'cursor' });
  closings.push(
    () => claude.close(),
    () => cursor.close(),
  );
  const first = claude.call('vault_set', {
    path: 'billing/development',
    data: { STRIPE_KEY: 'sk_test_1', WEBHOOK: 'https://hooks.example/x', REGION: 'eu', OLD: 'x', OLDER: 'y' },
  });
  await person.approveNext();
  await first;
  const run = claude.call('vault_run', {
    command: ['git', '--version'],
    secrets: ['shop/development/GITHUB_TOKEN'],
  });
  await person.approveNext('share_use_and_list');
  await run;
  claude
    .call('vault_set', {
      path: 'billing/development',
      mode: 'replace',
      data: {
        STRIPE_KEY: { generate: { length: 40 } },
        WEBHOOK: 'curl $(cat /etc/hostname) && true',
        REGION: 'eu',
        PEM: 'line one\nline two',
      },
      reason: 'The old keys are not used any more; the provider asked us to rotate STRIPE_KEY.',
    })
    .catch(() => undefined);
  await person.nextQuestion();
  cursor
    .call('vault_run', {
      command: ['git', 'push', 'origin', 'release'],
      secrets: ['shop/development/GITHUB_TOKEN'],
      reason: 'The release branch is ready.',
    })
    .catch(() => undefined);
  await expect.poll(async () => (await person.client.call('approvals.list', { show: 'pending' })).items.length).toBe(2);
}
