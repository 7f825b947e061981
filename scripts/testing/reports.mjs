import { existsSync, readFileSync } from 'node:fs';

import { field, parseJson } from '../setup/json.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/**
 * What vitest's report says. A file that could not be loaded holds no failed test, so it counts as one itself.
 * @param {string} file
 * @param {number} status the runner's exit code
 * @returns {Tally}
 */
export function unitTally(file, status) {
  const report = read(file, unitNumbers);
  return judged(report, status);
}

/** @param {string} file @param {number} status @returns {Tally} */
export function browserTally(file, status) {
  const report = read(file, browserNumbers);
  return judged(report, status);
}

/** @param {readonly Tally[]} tallies @returns {Tally} */
export function sum(tallies) {
  return tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** @param {Tally} tally */
export const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/** A runner that failed, or left no report, can not count as a success whatever its numbers say. @param {Tally | null} report @param {number} status @returns {Tally} */
function judged(report, status) {
  const tally = report ?? { passed: 0, failed: 1, skipped: 0 };
  return status === 0 ? tally : { ...tally, failed: Math.max(tally.failed, 1) };
}

/** @param {string} file @param {(report: unknown) => Tally} numbers @returns {Tally | null} */
function read(file, numbers) {
  if (!existsSync(file)) return null;
  try {
    const tally = numbers(parseJson(readFileSync(file, 'utf8')));
    return Object.values(tally).every((number) => Number.isInteger(number)) ? tally : null;
  } catch {
    // Cut short or of another shape: no report.
    return null;
  }
}

/** @param {unknown} report @returns {Tally} */
function unitNumbers(report) {
  const broken = listOf(field(report, 'testResults')).filter(
    (file) =>
      field(file, 'status') === 'failed' &&
      !listOf(field(file, 'assertionResults')).some((test) => field(test, 'status') === 'failed'),
  );
  return {
    passed: Number(field(report, 'numPassedTests')),
    failed: Number(field(report, 'numFailedTests')) + broken.length,
    skipped: Number(field(report, 'numPendingTests')) + Number(field(report, 'numTodoTests')),
  };
}

/** @param {unknown} report @returns {Tally} */
function browserNumbers(report) {
  const stats = field(report, 'stats');
  return {
    passed: Number(field(stats, 'expected')) + Number(field(stats, 'flaky')),
    failed: Number(field(stats, 'unexpected')),
    skipped: Number(field(stats, 'skipped')),
  };
}

/** @param {unknown} value @returns {readonly unknown[]} */
const listOf = (value) => (Array.isArray(value) ? value : []);
