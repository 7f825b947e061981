import { describe, expect, it } from 'vitest';

import { loadScript } from './load-script.ts';

interface Arguments {
  readonly readArguments: (argv: readonly string[]) => { size: string; parts: ReadonlySet<string> };
}

const { readArguments } = await loadScript<Arguments>('testing/arguments.mjs');

describe('the arguments of npm test', () => {
  it('runs everything in the small size by default', () => {
    expect(readArguments([])).toEqual({ size: 'small', parts: new Set(['gates', 'unit', 'e2e']) });
  });

  it('takes a size and one part', () => {
    expect(readArguments(['--only', 'e2e', '--size', 'full'])).toEqual({ size: 'full', parts: new Set(['e2e']) });
  });

  it.each([[['--size', 'huge']], [['--only']], [['unit']], [['--fast', '1']]])('refuses %j with the usage', (argv) => {
    expect(() => readArguments(argv)).toThrow('Usage: npm test');
  });
});
