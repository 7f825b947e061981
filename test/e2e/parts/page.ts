import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

import type { RunningApp } from '../../stories/running-app.ts';

/** Collects what the page should never say: errors and reports of the content security policy. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

/** Opens the app with a code, as the terminal's address does. */
export async function enter(page: Page, app: RunningApp, code = app.code): Promise<void> {
  await page.goto(`${app.ui}/#code=${code}`);
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await expect(page).not.toHaveURL(/code=/);
  await expect(page.getByRole('link', { name: /Ready/ })).toBeVisible({ timeout: 20_000 });
}

export async function freshCode(app: RunningApp): Promise<string> {
  const { stdout } = await app.command(['open', '--print']);
  return new URLSearchParams(new URL(stdout.trim()).hash.slice(1)).get('code') ?? '';
}

export const go = async (page: Page, screen: string): Promise<void> => {
  await page
    .getByRole('navigation')
    .getByRole('link', { name: new RegExp(`^${screen}`) })
    .click();
  await expect(page.getByRole('heading', { name: screen, level: 1 })).toBeVisible();
};

export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
}
