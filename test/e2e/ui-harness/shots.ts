import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium } from '@playwright/test';

import type { Scene } from './scene.ts';
import { scenes } from './scenes.ts';
import { startHarness } from './server.ts';

/**
 * `node test/e2e/ui-harness/shots.ts FOLDER [PART OF A NAME]`: takes a picture of every scene in both themes and two
 * sizes, and fails on anything the console, the content security policy or axe has to say.
 */
const [folder = '/tmp/ui-shots', wanted = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const sizes = [
  { width: 1280, height: 800 },
  { width: 720, height: 800 },
];
const themes = ['light', 'dark'] as const;
const problems: string[] = [];

interface Look {
  readonly width: number;
  readonly height: number;
  readonly theme: 'light' | 'dark';
}

async function shoot(browser: Browser, scene: Scene, { width, height, theme }: Look): Promise<void> {
  const label = `${scene.name}-${width}-${theme}`;
  const harness = await startHarness(0);
  scene.world?.(harness.world);
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: scene.language === 'de' ? 'de-DE' : 'en-GB',
    permissions: theme === 'dark' ? ['clipboard-read', 'clipboard-write'] : ['clipboard-write'],
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    const network = /net::ERR_|WebSocket connection|status of 401/.test(message.text());
    if (message.type() === 'log' || message.type() === 'debug') return;
    if (!(network && scene.expectsNetworkErrors === true)) problems.push(`${label}: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`${label}: ${error.message}`));
  try {
    await page.goto(scene.signedOut === true ? harness.origin : harness.address());
    await page.locator('h1').first().waitFor();
    if (scene.hash !== undefined) await page.evaluate((hash) => (window.location.hash = hash), scene.hash);
    await page.waitForTimeout(250);
    await scene.act?.(page, harness);
    await page.waitForTimeout(350);
    await page.screenshot({ path: join(folder, `${label}.png`) });
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, nodes } of violations)
      problems.push(
        `${label}: axe ${id}: ${nodes
          .map(({ html }) => html)
          .join(' ')
          .slice(0, 400)}`,
      );
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) problems.push(`${label}: ${wide} px wider than the window`);
  } catch (error) {
    problems.push(`${label}: ${String(error).slice(0, 600)}`);
    await page.screenshot({ path: join(folder, `${label}.png`) });
  }
  await context.close();
  await harness.stop();
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const scene of scenes.filter(({ name }) => name.includes(wanted))) {
  for (const size of sizes) {
    for (const theme of themes) await shoot(browser, scene, { ...size, theme });
  }
}
await browser.close();
process.stdout.write(`${problems.join('\n')}\n${problems.length} problems\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
