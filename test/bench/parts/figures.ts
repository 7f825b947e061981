/** One row of `npm run bench`: `budget` is the most, `least` the least that is accepted, `wanted` the aim. */
export interface Row {
  readonly row: string;
  readonly value: number;
  readonly unit: string;
  readonly budget?: number;
  readonly least?: number;
  readonly wanted?: number;
}

export const report = (row: Row): void => void process.stdout.write(`${JSON.stringify(row)}\n`);

/** The value below which this share of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

export async function timed(action: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await action();
  return performance.now() - began;
}
