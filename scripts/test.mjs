import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { findBrowser } from './setup/browser.mjs';
import { prepare, ROOT } from './setup/prepare.mjs';
import { run } from './setup/run.mjs';
import { describe, main, say } from './setup/say.mjs';
import { findTestBao } from './setup/test-bao.mjs';
import { readArguments } from './testing/arguments.mjs';
import { GATES, runGate } from './testing/gates.mjs';
import { browserTally, closingLine, sum, unitTally } from './testing/reports.mjs';

const UNIT = { args: ['vitest/vitest.mjs', 'run'], report: 'build/test/unit.json', tally: unitTally };
const E2E = { args: ['@playwright/test/cli.js', 'test'], report: 'build/test/e2e.json', tally: browserTally };

const PASSED = { passed: 1, failed: 0, skipped: 0 };
const FAILED = { passed: 0, failed: 1, skipped: 0 };

/** `npm test`: all the set-up a fresh clone needs, then every gate and test, fast to slow. Runs on the Node that is there. */
await main(async () => {
  const wanted = readArguments(process.argv.slice(2));
  /** @type {import('./testing/reports.mjs').Tally[]} */
  const tallies = [];
  // Set-up that fails is a failure to be counted too: the closing line comes whatever happens.
  if (!(await succeeds(() => everything(wanted, tallies)))) tallies.push(FAILED);
  const total = sum(tallies);
  process.stdout.write(`${closingLine(total)}\n`);
  return total.failed === 0 ? 0 : 1;
});

/**
 * @param {{ size: string, parts: ReadonlySet<string> }} wanted
 * @param {import('./testing/reports.mjs').Tally[]} tallies
 */
async function everything({ size, parts }, tallies) {
  const { node, env } = await prepare({ build: false });
  const place = { root: ROOT, node, env: { ...env, COUNTERSIGN_TEST_SIZE: size } };
  if (parts.has('gates')) for (const gate of GATES) tallies.push(await runGate(gate, place));
  if (!parts.has('unit') && !parts.has('e2e')) return;

  const built = await succeeds(() => prepare({ build: true }));
  tallies.push(built ? PASSED : FAILED);
  give(place.env, 'COUNTERSIGN_BAO', await findTestBao(place));
  if (parts.has('unit')) tallies.push(await runTests(UNIT, place));
  // Without the build there is nothing to open; the failure is counted already.
  if (!parts.has('e2e') || !built) return;
  give(place.env, 'COUNTERSIGN_CHROMIUM', await findBrowser(place));
  tallies.push(await runTests(E2E, place));
}

/** @param {() => Promise<unknown>} work */
async function succeeds(work) {
  try {
    await work();
    return true;
  } catch (error) {
    say(describe(error));
    return false;
  }
}

/** @param {NodeJS.ProcessEnv} env @param {string} name @param {string | null} value */
function give(env, name, value) {
  if (value !== null) env[name] = value;
}

/**
 * @param {typeof UNIT} suite
 * @param {{ root: string, node: string, env: NodeJS.ProcessEnv }} place
 */
async function runTests({ args: [script = '', ...rest], report, tally }, { root, node, env }) {
  const file = join(root, report);
  // An old report must not speak for a runner that died before writing one.
  rmSync(file, { force: true });
  const args = [join(root, 'node_modules', script), ...rest];
  const { status } = await run(node, args, { cwd: root, env, output: 'inherit' });
  return tally(file, status);
}
