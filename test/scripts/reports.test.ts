import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { loadScript } from './load-script.ts';

interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
interface Reports {
  readonly unitTally: (file: string, status: number) => Tally;
  readonly browserTally: (file: string, status: number) => Tally;
  readonly sum: (tallies: readonly Tally[]) => Tally;
  readonly closingLine: (tally: Tally) => string;
}

const { browserTally, closingLine, sum, unitTally } = await loadScript<Reports>('testing/reports.mjs');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-reports-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function report(content: unknown): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const unit = (numbers: object, testResults: readonly object[] = []) =>
  report({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults, ...numbers });

describe('counting what the unit tests report', () => {
  it('takes passed and failed, and counts both pending and planned tests as skipped', () => {
    const file = unit({ numPassedTests: 5, numFailedTests: 2, numPendingTests: 1, numTodoTests: 3 });
    expect(unitTally(file, 1)).toEqual({ passed: 5, failed: 2, skipped: 4 });
  });

  it('counts a file that could not be loaded as one failure, though it holds no failed test', () => {
    const broken = { status: 'failed', assertionResults: [] };
    const failing = { status: 'failed', assertionResults: [{ status: 'failed' }] };
    expect(unitTally(unit({ numPassedTests: 4, numFailedTests: 1 }, [broken, broken, failing]), 1).failed).toBe(3);
  });

  it('counts one failure when the runner fails though all its numbers are good', () => {
    expect(unitTally(unit({ numPassedTests: 4 }), 1)).toEqual({ passed: 4, failed: 1, skipped: 0 });
  });
});

describe('counting what the browser tests report', () => {
  it('counts a test that passed at the second try as passed', () => {
    const file = report({ stats: { expected: 3, flaky: 1, unexpected: 2, skipped: 1 } });
    expect(browserTally(file, 1)).toEqual({ passed: 4, failed: 2, skipped: 1 });
  });

  it('counts one failure when a spec could not be loaded', () => {
    const file = report({ stats: { expected: 0, flaky: 0, unexpected: 0, skipped: 0 } });
    expect(browserTally(file, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('a report that cannot be trusted', () => {
  it.each([
    ['is missing', () => join(folder, 'absent.json')],
    ['is cut short', () => report('{"numPassedTests": 3, "stats"')],
    ['has another shape', () => report({ passed: 12 })],
  ])('counts as one failure when it %s, even if the runner says all is well', (_how, file) => {
    expect(unitTally(file(), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(browserTally(file(), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('the closing line', () => {
  it('adds all parts up', () => {
    const gate = { passed: 1, failed: 0, skipped: 0 };
    expect(sum([gate, gate, { passed: 7, failed: 2, skipped: 1 }])).toEqual({ passed: 9, failed: 2, skipped: 1 });
  });

  it('names skipped tests only where there are some', () => {
    expect(closingLine({ passed: 9, failed: 0, skipped: 0 })).toBe('9 passed, 0 failed');
    expect(closingLine({ passed: 9, failed: 1, skipped: 2 })).toBe('9 passed, 1 failed, 2 skipped');
  });
});
