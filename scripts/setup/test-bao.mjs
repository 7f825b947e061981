import { join } from 'node:path';

import { run } from './run.mjs';
import { say, step } from './say.mjs';

const FETCH_MS = 240_000;

/**
 * The OpenBao that the tests use: the one that the person names, else whatever the app itself would find or fetch.
 * Returns null, after saying what would help, where none is to be had: tests that need it then fail.
 * @param {{ root: string, node: string, env: NodeJS.ProcessEnv }} place
 * @returns {Promise<string | null>}
 */
export async function findTestBao({ root, node, env }) {
  const named = env['COUNTERSIGN_BAO'];
  if (named) return named;
  const script = join(root, 'scripts/setup/bao.mjs');
  const options = /** @type {const} */ ({ cwd: root, env, output: 'keep', timeoutMs: FETCH_MS });
  const { status, output } = await step('Getting OpenBao (once)', () => run(node, [script], options));
  const lines = output.trim().split('\n');
  if (status === 0) return lines.at(-1) ?? null;
  say(output.trimEnd());
  return null;
}
