import { beforeEach, describe, expect, it } from 'vitest';

import { openGate, type GateWorld } from '../../../fakes/open-gate.ts';
import { rejectedCode } from '../../domain/thrown.ts';

const OWN = 'mcp/cursor/shop/dev';
const KIB = 1024;

let world: GateWorld;
beforeEach(async () => {
  world = await openGate();
});

const start = (input: object) => world.agent().start('vault_run', { command: ['sh'], secrets: [], ...input });
const words = (count: number, length: number): string[] => Array.from({ length: count }, () => 'x'.repeat(length));
const variables = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`V${index}`, 'shop/dev/DB']));

describe('a command that nobody approved yet', () => {
  it.each([
    ['more than 64 KiB in all', { command: ['sh', ...words(2, 32 * KIB)] }],
    ['more bytes than characters', { command: ['sh', ...words(2, 20_000).map((word) => word.replaceAll('x', 'ž'))] }],
    ['more than 256 words', { command: ['sh', ...words(256, 1)] }],
    ['more than 64 variables', { secrets: variables(65) }],
  ])('is refused with %s, and leaves nothing behind', async (_name, input) => {
    await world.put(OWN, { DB: 'hunter2-hunter2' });
    expect(await rejectedCode(start(input).answer)).toBe('bad_input');
    expect(await world.journal.readAll()).toEqual([]);
    expect(world.trace.filter((step) => step.startsWith('vault'))).toEqual([]);
  });

  it('may be as long as that', async () => {
    start({ command: ['sh', ...words(2, 32 * KIB - 1)] });
    await world.settle();
    expect(world.question().question).toMatchObject({ kind: 'run' });
  });

  it('has each entry looked up once, however many variables want it', async () => {
    await world.put(OWN, { DB: 'hunter2-hunter2' });
    start({ secrets: variables(64) });
    await world.settle();
    expect(world.question().question).toMatchObject({ secrets: { length: 64 } });
    // In the agent's own namespace and in the shared space.
    expect(world.trace.filter((step) => step.startsWith('vault'))).toEqual(['vault keys', 'vault keys']);
  });
});

describe('values for a command', () => {
  const runWith = async (values: Record<string, string>) => {
    await world.put(OWN, values);
    const call = start({ secrets: Object.keys(values).map((key) => `shop/dev/${key}`) });
    await world.settle();
    await world.decide('approve');
    await world.settle();
    return call;
  };

  it.each([
    ['one', { BIG: 'x'.repeat(64 * KIB + 1) }],
    ['two together', { ONE: 'x'.repeat(32 * KIB), TWO: 'y'.repeat(32 * KIB + 1) }],
    ['one by its bytes', { BIG: 'ž'.repeat(32 * KIB + 1) }],
  ])('above 64 KiB are refused before anything is made ready for them: %s', async (_name, values) => {
    const { answer } = await runWith(values);
    await expect(answer).rejects.toMatchObject({ code: 'value_too_large', next: expect.stringMatching(/file/) });
    expect(world.processes.runs).toEqual([]);
  });

  it('of 64 KiB are passed on and hidden', async () => {
    const value = 'a-long-value+/'.repeat(4 * KIB).slice(0, 64 * KIB);
    const { answer } = await runWith({ BIG: value });
    const [run] = world.processes.runs;
    run?.print('stdout', `<${encodeURIComponent(value)}>`);
    run?.finish();
    expect(await answer).toMatchObject({ stdout: '<[REDACTED:BIG]>' });
  });
});
