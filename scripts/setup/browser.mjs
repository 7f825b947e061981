import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { run } from './run.mjs';
import { say, step } from './say.mjs';
import { stamp } from './stamps.mjs';

/** @typedef {{ root: string, node: string, env: NodeJS.ProcessEnv }} Place */

const DOWNLOAD_MS = 120_000;
const APT_MS = 240_000;
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * A browser for the tests: Playwright's own, else Debian's package, else whatever of the family is there.
 * Returns null, after saying what would help, where none is to be had.
 * @param {Place} place
 * @returns {Promise<string | null>}
 */
export async function findBrowser(place) {
  const known = place.env['COUNTERSIGN_CHROMIUM'] ?? remembered(place.root);
  if (known !== null && existsSync(known)) return known;
  const found = await step('Looking for a browser for the tests (once)', () => search(place));
  if (found !== null) {
    stamp(stampOf(place.root), found);
    return found;
  }
  say('No browser for the tests: install Chromium, or run `npx playwright install --with-deps chromium` once.');
  return null;
}

/** @param {Place} place @returns {Promise<string | null>} */
async function search(place) {
  for (const source of [playwrightsOwn, debiansPackage, onPath]) {
    const browser = await source(place);
    if (browser !== null && (await starts(browser, place))) return browser;
  }
  return null;
}

/** @param {string} root */
const stampOf = (root) => join(root, 'build', '.browser');

/** @param {string} root */
const remembered = (root) => (existsSync(stampOf(root)) ? readFileSync(stampOf(root), 'utf8').trim() : null);

/** @param {Place} place */
async function playwrightsOwn({ root, node, env }) {
  const keep = /** @type {const} */ ({ cwd: root, output: 'keep' });
  const question = "require('@playwright/test').chromium.executablePath()";
  const own = (await run(node, ['-p', question], { ...keep, env })).output.trim();
  if (existsSync(own)) return own;
  const cli = join(root, 'node_modules/@playwright/test/cli.js');
  // Its own patience is minutes a mirror, which a machine without internet would spend for nothing.
  const hasty = { ...env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '5000' };
  await run(node, [cli, 'install', 'chromium'], { ...keep, env: hasty, timeoutMs: DOWNLOAD_MS });
  return existsSync(own) ? own : null;
}

/** @param {Place} place */
async function debiansPackage({ root, env }) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return null;
  if (await onPath({ root, node: '', env })) return null;
  const quiet = { ...env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = /** @type {const} */ ({ cwd: root, output: 'keep', timeoutMs: APT_MS });
  await step("Installing Debian's chromium (once)", async () => {
    await run('apt-get', ['update', '-qq'], { ...options, env: quiet });
    await run('apt-get', ['install', '-y', '-qq', 'chromium'], { ...options, env: quiet });
  });
  return existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : null;
}

/** @param {Place} place @returns {Promise<string | null>} */
async function onPath({ env }) {
  const folders = (env['PATH'] ?? '').split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
  return found ?? null;
}

/** A downloaded browser may lack the system's libraries, which only shows when it is started. @param {string} browser @param {Place} place */
async function starts(browser, { root, env }) {
  const { status } = await run(browser, ['--version'], { cwd: root, env, output: 'keep', timeoutMs: 30_000 });
  return status === 0;
}
