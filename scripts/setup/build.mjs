import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './run.mjs';
import { SetupError, say, step } from './say.mjs';
import { digestOf, isStamped, stamp } from './stamps.mjs';

/** All that the build reads; what is not listed here must not change what it writes. */
const SOURCES = ['app', 'main', 'renderer', 'assets', 'vite.config.ts', 'tsconfig.base.json', 'package-lock.json'];
const PRODUCTS = ['build/main/cli.js', 'build/main/mcp-shim.cjs', 'build/renderer/index.html'];

/** @param {string} root */
const stampOf = (root) => join(root, 'build', '.stamp');

/** @param {string} root */
export const isBuilt = (root) =>
  PRODUCTS.every((file) => existsSync(join(root, file))) && isStamped(stampOf(root), digestOf(root, SOURCES));

/** @param {string} root @param {string} node */
export async function buildApp(root, node) {
  if (isBuilt(root)) return;
  // Taken before the build, so that an edit made meanwhile leads to another one.
  const digest = digestOf(root, SOURCES);
  rmSync(stampOf(root), { force: true });
  await step('Building', async () => {
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
    const args = [vite, 'build', '--app', '--logLevel', 'warn'];
    const { status, output } = await run(node, args, { cwd: root, output: 'keep' });
    const missing = PRODUCTS.filter((file) => !existsSync(join(root, file)));
    if (status === 0 && missing.length === 0) return;
    say(output.trimEnd());
    throw new SetupError(
      status === 0 ? `The build did not write ${missing.join(', ')}.` : 'The build failed, see above.',
    );
  });
  stamp(stampOf(root), digest);
}
