import { existsSync } from 'node:fs';

import { defineConfig } from '@playwright/test';

const DEBIANS = '/usr/bin/chromium';
const browser = process.env['COUNTERSIGN_CHROMIUM'] ?? (existsSync(DEBIANS) ? DEBIANS : undefined);
// Chromium refuses its own sandbox to root; the pages under test are ours alone.
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export default defineConfig({
  testDir: 'test/e2e',
  testIgnore: '**/ui-harness/**',
  outputDir: 'build/test/e2e',
  reporter: [['list'], ['json', { outputFile: 'build/test/e2e.json' }]],
  workers: 1,
  retries: 0,
  timeout: 60_000,
  forbidOnly: process.env['CI'] !== undefined,
  use: {
    trace: 'off',
    actionTimeout: 10_000,
    launchOptions: { args, ...(browser === undefined ? {} : { executablePath: browser }) },
  },
});
