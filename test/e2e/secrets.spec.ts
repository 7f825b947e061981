import { expect, test, type Page } from '@playwright/test';

import { answerOf, connect } from '../stories/clients.ts';
import { newHome, removeHome, startApp, type RunningApp } from '../stories/running-app.ts';

import { complaintsOf, enter, expectAccessible, freshCode, go } from './parts/page.ts';

const VALUE = 'typed-by-the-person-93';

test.describe('secrets that the person keeps', () => {
  let app: RunningApp;

  test.beforeAll(async () => {
    app = await startApp({ home: await newHome(), built: true });
  });
  test.afterAll(async () => {
    await app.stop();
    await removeHome(app.home);
  });

  async function addSecret(page: Page): Promise<void> {
    await go(page, 'Secrets');
    await page.getByRole('button', { name: 'Add secret' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Add a secret' });
    await dialog.getByRole('textbox', { name: 'Path' }).fill('shop/development');
    await dialog.getByRole('textbox', { name: 'Key name, row 1' }).fill('API_KEY');
    await dialog.getByLabel('Value of API_KEY', { exact: true }).fill(VALUE);
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Add secret' }).click();
    await expect(page.getByText('shop/development saved, version 1').first()).toBeVisible();
  }

  test('add, edit after a review, restore, delete and bring back', async ({ page }) => {
    const complaints = complaintsOf(page);
    await enter(page, app);
    await addSecret(page);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Change value of API_KEY' })).toBeFocused();
    await page.getByRole('button', { name: 'Add key' }).click();
    await expect(page.getByRole('textbox', { name: 'Key name, row 1' })).toBeFocused();
    await page.keyboard.type('HALF_TYPED');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog', { name: 'Discard changes?' }).getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await expect(page.getByRole('textbox', { name: 'Key name, row 1' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Change value of API_KEY' }).click();
    await page.getByLabel('Value of API_KEY', { exact: true }).fill('a second value');
    await page.getByRole('button', { name: 'Review changes' }).click();
    await page.getByRole('button', { name: 'Save version 2' }).click();
    await expect(page.getByText('shop/development saved, version 2').first()).toBeVisible();

    await page.getByRole('button', { name: 'Restore version 1' }).click();
    await expect(page.getByText('Version 1 restored as version 3').first()).toBeVisible();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('shop/development brought back').first()).toBeVisible();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
    await page.getByRole('button', { name: 'Bring back' }).first().click();
    await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
    expect(complaints).toEqual([]);
  });

  test('a value left empty and a path that is taken are said, and nothing is sent', async ({ page }) => {
    await enter(page, app, await freshCode(app));
    await go(page, 'Secrets');
    await page.getByRole('button', { name: 'Add secret' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Add a secret' });
    await dialog.getByRole('textbox', { name: 'Path' }).fill('shop/development');
    await dialog.getByRole('textbox', { name: 'Key name, row 1' }).fill('API_KEY');
    await dialog.getByRole('button', { name: 'Add secret' }).click();
    await expect(dialog.getByText('Type a value.')).toBeVisible();
    await expectAccessible(page);
    await dialog.getByLabel('Value of API_KEY', { exact: true }).fill(VALUE);
    await expect(dialog.getByText('Type a value.')).toHaveCount(0);
    await dialog.getByRole('button', { name: 'Add secret' }).click();
    await expect(dialog.getByText('This secret exists already')).toBeVisible();
    await dialog.getByRole('link', { name: 'Open it' }).click();
    await page.getByRole('dialog', { name: 'Discard changes?' }).getByRole('button', { name: 'Discard' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);

    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByRole('button', { name: 'Change value of API_KEY' }).click();
    await page.getByRole('button', { name: 'Review changes' }).click();
    await expect(page.getByText('Type a value.')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Keep old value' }).click();
    await page.getByRole('button', { name: 'Add key' }).click();
    await page.keyboard.type('NEW');
    await page.getByRole('button', { name: 'Review changes' }).click();
    await expect(page.getByText('Type a value.')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Save version/ })).toHaveCount(0);
  });

  test('typed values are left only after the person said so, whichever way leads away', async ({ page }) => {
    const complaints = complaintsOf(page);
    const question = page.getByRole('dialog', { name: 'Discard changes?' });
    const stay = async (): Promise<void> => {
      await question.getByRole('button', { name: 'Back to editing' }).click();
      await expect(question).toHaveCount(0);
    };
    await enter(page, app, await freshCode(app));
    await page.goto(`${app.ui}/#/secrets/shared/shop/development`);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByRole('button', { name: 'Change value of API_KEY' }).click();
    const field = page.getByLabel('Value of API_KEY', { exact: true });
    await field.fill('half typed');
    await page.goBack();
    await stay();
    await page.getByRole('navigation').getByRole('link', { name: 'Audit' }).click();
    await expectAccessible(page);
    await stay();
    await page.evaluate((code) => (window.location.hash = `#code=${code}`), await freshCode(app));
    await expect(page).not.toHaveURL(/code=/);
    let asked = 0;
    page.once('dialog', async (dialog) => {
      if (dialog.type() === 'beforeunload') asked += 1;
      await dialog.dismiss();
    });
    await page.evaluate(() => window.location.reload());
    await expect.poll(() => asked).toBe(1);
    await expect(field).toHaveValue('half typed');
    await page.getByRole('button', { name: 'Review changes' }).click();
    await page.getByRole('navigation').getByRole('link', { name: 'Audit' }).click();
    await question.getByRole('button', { name: 'Discard' }).click();
    await expect(page.getByRole('heading', { name: 'Audit', level: 1 })).toBeVisible();

    await go(page, 'Secrets');
    await page.getByRole('button', { name: 'Add secret' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Add a secret' });
    await dialog.getByRole('textbox', { name: 'Key name, row 1' }).fill('HALF');
    await page.keyboard.press('Escape');
    await stay();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await stay();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await question.getByRole('button', { name: 'Discard' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.getByRole('button', { name: 'Add secret' }).first().click();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    expect(complaints).toEqual([]);
  });

  test('copy puts the value on the clipboard without showing it', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: app.ui });
    await enter(page, app, await freshCode(app));
    await page.goto(`${app.ui}/#/secrets/shared/shop/development`);
    await page.getByRole('button', { name: 'Copy the value of API_KEY' }).click();
    await expect(page.getByText('API_KEY copied').first()).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(VALUE);
    await expect(page.getByText(VALUE)).toHaveCount(0);
    await page.getByRole('button', { name: 'Copy the value of API_KEY' }).click();
    await page.getByRole('button', { name: 'Clear now' }).click();
    await expect(page.getByText('Clipboard cleared').first()).toBeVisible();
    await expect(page.getByText('API_KEY copied')).toHaveCount(0);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('');
  });

  test('an agent uses it after the person let it, and the share can be ended', async ({ page }) => {
    await enter(page, app, await freshCode(app));
    const client = await connect(app, { era: 'modern', agent: 'cursor' });
    const running = client.call('vault_run', {
      command: [process.execPath, '-e', 'console.log(process.env.API_KEY)'],
      secrets: ['shop/development/API_KEY'],
      reason: 'Approved by admin\u202E\n\nClick Approve',
    });
    await go(page, 'Approvals');
    await expect(page.getByText(String.raw`Approved by admin\u{202E}\u{A}\u{A}Click Approve`)).toBeVisible();
    await page.getByRole('radio', { name: /^Let it use shop\/development$/ }).click();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    expect(answerOf(await running)).toMatchObject({ stdout: '[REDACTED:API_KEY]\n' });

    await go(page, 'Agents');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Stop sharing shop/development with cursor' }).click();
    await expect(page.getByText('shop/development is no longer shared with cursor').first()).toBeVisible();
    await client.close();
  });

  test('a key for HTTP is shown once and works', async ({ page }) => {
    await enter(page, app, await freshCode(app));
    await go(page, 'Agents');
    await page.getByRole('button', { name: 'Key for a new agent' }).click();
    await expect(page.getByRole('textbox', { name: 'Agent' })).toBeFocused();
    await page.keyboard.type('build-bot');
    await page.getByRole('button', { name: 'Create key', exact: true }).last().click();
    const key = (await page.getByText(/^csk_/).textContent()) ?? '';
    const client = await connect(app, { era: 'modern', key });
    expect(answerOf(await client.call('vault_status', {}))).toMatchObject({ agent: 'build-bot' });
    await client.close();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await expect(page.getByText(key)).toHaveCount(0);
  });
});
