import { describe, expect, it, vi } from 'vitest';

import { loadScript } from './load-script.ts';

interface Row {
  readonly bench: string;
  readonly row: string;
  readonly value: number;
}
interface BenchTable {
  readonly readRows: (bench: string, output: string) => readonly Row[];
  readonly printTable: (rows: readonly object[]) => void;
}

const { printTable, readRows } = await loadScript<BenchTable>('testing/bench-table.mjs');

function printed(rows: readonly object[]): string[] {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  printTable(rows);
  const lines = write.mock.calls.map(([line]) => String(line));
  write.mockRestore();
  return lines;
}

describe('the table of figures', () => {
  it('takes the lines that are figures and leaves out what a bench says besides', () => {
    const output = 'warming up\n{"row":"p50","value":1.5,"unit":"ms"}\n{oops\n{"row":"p99"}\n';
    expect(readRows('mcp', output)).toEqual([{ bench: 'mcp', row: 'p50', value: 1.5, unit: 'ms' }]);
  });

  it('says of each figure with a budget whether it keeps it', () => {
    const lines = printed([
      { bench: 'mcp', row: 'ratio', value: 2.3, unit: 'x', budget: 2.2, wanted: 1.6 },
      { bench: 'mcp', row: 'start', value: 26, unit: 'ms', budget: 60 },
      { bench: 'audit', row: 'appends', value: 900, unit: '/s', least: 1000 },
      { bench: 'audit', row: 'size', value: 5, unit: 'MB' },
    ]);
    expect(lines.map((line) => line.trim().split(/\s{2,}/))).toEqual([
      ['bench', 'row', 'value', 'unit', 'budget', 'wanted'],
      ['mcp', 'ratio', '2.30', 'x', '<= 2.2', '1.6', 'MISSED'],
      ['mcp', 'start', '26.00', 'ms', '<= 60', 'ok'],
      ['audit', 'appends', '900', '/s', '>= 1000', 'MISSED'],
      ['audit', 'size', '5.00', 'MB'],
    ]);
  });
});
