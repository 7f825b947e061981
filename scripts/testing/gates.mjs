import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { field, parseJson } from '../setup/json.mjs';
import { run } from '../setup/run.mjs';
import { SetupError } from '../setup/say.mjs';

/** Fast to slow; each is an npm script of this name, so that a person runs the very same command. */
export const GATES = ['format:check', 'lint', 'typecheck', 'deps', 'unused'];

/**
 * @param {string} gate
 * @param {{ root: string, env: NodeJS.ProcessEnv }} place
 * @returns {Promise<import('./reports.mjs').Tally>}
 */
export async function runGate(gate, { root, env }) {
  const begun = Date.now();
  // Started without npm, which would add its own start to each.
  const { status, output } = await run(scriptOf(root, gate), [], { cwd: root, env, output: 'keep', shell: true });
  const passed = status === 0;
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  process.stdout.write(`${passed ? '✓' : '✗'} ${gate} (${seconds} s)\n${passed ? '' : `${output.trimEnd()}\n`}`);
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

/** @param {string} root @param {string} gate */
function scriptOf(root, gate) {
  const script = field(parseJson(readFileSync(join(root, 'package.json'), 'utf8')), 'scripts', gate);
  if (typeof script !== 'string') throw new SetupError(`package.json has no script ${gate}.`);
  return script;
}
