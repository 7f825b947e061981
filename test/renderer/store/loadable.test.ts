import { describe, expect, it } from 'vitest';

import { coalesce } from '../../../renderer/store/loadable.ts';

function gate() {
  const open: (() => void)[] = [];
  let runs = 0;
  const run = (): Promise<void> => {
    runs += 1;
    return new Promise((resolve) => open.push(resolve));
  };
  return {
    run,
    runs: () => runs,
    finish: async () => {
      open.shift()?.();
      await new Promise((resolve) => setTimeout(resolve, 0));
    },
  };
}

describe('coalesce', () => {
  it('answers a burst with one run under way and one after it', async () => {
    const { run, runs, finish } = gate();
    const refresh = coalesce(run);
    const all = [refresh(), refresh(), refresh(), refresh()];
    expect(runs()).toBe(1);
    await finish();
    expect(runs()).toBe(2);
    await finish();
    await Promise.all(all);
    expect(runs()).toBe(2);
  });

  it('runs again for a call that comes later', async () => {
    const { run, runs, finish } = gate();
    const refresh = coalesce(run);
    const first = refresh();
    await finish();
    await first;
    const second = refresh();
    await finish();
    await second;
    expect(runs()).toBe(2);
  });

  it('runs the second one also when the first one fails', async () => {
    let runs = 0;
    const refresh = coalesce(async () => {
      runs += 1;
      if (runs === 1) throw new Error('first');
    });
    const [first, second] = await Promise.allSettled([refresh(), refresh()]);
    expect([first.status, second.status, runs]).toEqual(['rejected', 'fulfilled', 2]);
  });
});
