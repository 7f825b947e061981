import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './run.mjs';
import { step } from './say.mjs';

/** @typedef {{ kind: 'desktop', electron: string, entry: string } | { kind: 'browser', why: string }} Shell */
/** @typedef {{ root: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform, fetchElectron: () => Promise<boolean> }} Machine */

const DOWNLOAD_MS = 120_000;

/**
 * The desktop app where it can run, else the reason in one plain line.
 * @param {Machine} machine
 * @returns {Promise<Shell>}
 */
export async function chooseShell({ root, env, platform, fetchElectron }) {
  if (!existsSync(join(root, 'main/electron/main.ts'))) {
    return inBrowser('The desktop app is not part of this version yet');
  }
  // An empty name is no display either.
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return inBrowser('There is no display here');
  const entry = join(root, 'build/main/main.js');
  if (!existsSync(entry)) return inBrowser('The desktop app was not built');
  const electron = binaryOf(root) ?? ((await fetchElectron()) ? binaryOf(root) : null);
  if (electron === null) return inBrowser('Electron could not be downloaded');
  return { kind: 'desktop', electron, entry };
}

/** @param {string} why @returns {Shell} */
const inBrowser = (why) => ({ kind: 'browser', why: `${why}: open the address below in your browser.` });

/** Where Electron's package keeps its binary, once it was downloaded. @param {string} root */
function binaryOf(root) {
  const folder = join(root, 'node_modules/electron');
  const name = join(folder, 'path.txt');
  if (!existsSync(name)) return null;
  const binary = join(folder, 'dist', readFileSync(name, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

/**
 * The package brings its binary by a script of its own, which set-up did not run; it checks the digest it was published with.
 * @param {{ root: string, node: string, env: NodeJS.ProcessEnv }} place
 */
export function electronDownload({ root, node, env }) {
  return async () => {
    const script = join(root, 'node_modules/electron/install.js');
    const options = /** @type {const} */ ({ cwd: root, env, output: 'keep', timeoutMs: DOWNLOAD_MS });
    const { status } = await step('Downloading Electron (once)', () => run(node, [script], options));
    return status === 0;
  };
}
