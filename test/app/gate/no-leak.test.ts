import { describe, expect, it } from 'vitest';

import { failing, openGate, type GateWorld } from '../../fakes/open-gate.ts';
import { reasonOf, rejectedCode } from '../domain/thrown.ts';

const CANARY = 'Tr0ub4dor&3/x+Zq"9\'<k>';
const SHORT = 'Tr0ub4dor';

/** Everything that is written down or shown, but not the vault and not what the agent was given. */
async function traces(world: GateWorld): Promise<string> {
  return JSON.stringify([
    world.audited,
    world.shown,
    await world.journal.readAll(),
    await world.state.read('agents'),
    await world.state.read('shares'),
    world.bugs.map(String),
  ]);
}

const answerOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (result) => JSON.stringify(result),
    (error: Error & { next?: string }) => `${error.message} ${error.next} ${JSON.stringify(error)}`,
  );

describe('a value', () => {
  it.each(['approve', 'deny'] as const)('of a write leaves no trace when the person says %s', async (verdict) => {
    const world = await openGate();
    await world.put('mcp/cursor/shop/dev', { DB: CANARY, OLD: CANARY });
    const input = { path: 'shop/dev', data: { DB: CANARY, NEW: `${CANARY}2` }, mode: 'replace', reason: 'why not' };
    const { answer } = world.agent().start('vault_set', input);
    await world.settle();
    await world.decide(verdict);
    expect(await answerOf(answer)).not.toContain(SHORT);
    expect(await traces(world)).not.toContain(SHORT);
  });

  it.each(['unavailable', 'conflict', 'sealed', 'internal'] as const)(
    'of a write leaves no trace when it fails with %s',
    async (code) => {
      const world = await openGate();
      const { answer } = world.agent().start('vault_set', { path: 'shop/dev', data: { DB: CANARY } });
      await world.settle();
      world.switches.vault = failing(code);
      await world.decide('approve');
      expect(await answerOf(answer)).not.toContain(SHORT);
      expect(await traces(world)).not.toContain(SHORT);
    },
  );

  it('that was generated is shown to nobody', async () => {
    const world = await openGate();
    const { answer } = world.agent().start('vault_set', { path: 'shop/dev', data: { DB: { generate: {} } } });
    await world.settle();
    expect(world.question()).toMatchObject({ question: { keys: [{ key: 'DB', generated: true }] } });
    await world.decide('approve');
    const shown = await answerOf(answer);
    const value = (await world.stored('mcp/cursor/shop/dev'))?.['DB'] ?? '';
    expect(value).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(shown).not.toContain(value);
    expect(await traces(world)).not.toContain(value);
  });

  it('is in no answer of vault_list and vault_get', async () => {
    const world = await openGate();
    await world.put('mcp/cursor/shop/dev', { DB: CANARY });
    expect(await answerOf(world.agent().call('vault_list', { recursive: true }))).not.toContain(SHORT);
    expect(await answerOf(world.agent().call('vault_get', { path: 'shop/dev' }))).not.toContain(SHORT);
    expect(await traces(world)).not.toContain(SHORT);
  });

  it('of a read that the person allowed goes to the answer alone', async () => {
    const world = await openGate();
    await world.put('mcp/cursor/shop/dev', { DB: CANARY });
    const { answer } = world.agent().start('vault_get', { path: 'shop/dev', reveal: true });
    await world.settle();
    await world.decide('approve');
    expect((await answer)['values']).toEqual({ DB: CANARY });
    expect(await traces(world)).not.toContain(SHORT);
  });

  it('of a command goes to its environment alone; its input is seen by the person and not by the audit', async () => {
    const world = await openGate();
    await world.put('mcp/cursor/shop/dev', { DB: CANARY });
    const input = { command: ['env'], secrets: ['shop/dev/DB'], stdin: 'STDIN-CANARY' };
    const { answer } = world.agent().start('vault_run', input);
    await world.settle();
    await world.decide('approve', 'fifteen_minutes');
    await world.settle();
    const [run] = world.processes.runs;
    expect(String(run?.request.env['DB'])).toBe('[secret]');
    run?.print('stdout', `DB=${CANARY}\n`);
    run?.print('stderr', CANARY);
    run?.finish();
    expect(await answerOf(answer)).not.toContain(SHORT);
    expect(await traces(world)).not.toContain(SHORT);
    expect(JSON.stringify(world.audited)).not.toContain('STDIN-CANARY');
  });

  it('cannot be guessed: a dry run does not tell a right guess from a wrong one', async () => {
    const world = await openGate();
    await world.put('mcp/cursor/shop/dev', { PIN: '4711' });
    const guess = (PIN: string) => world.agent().call('vault_set', { path: 'shop/dev', data: { PIN }, dry_run: true });
    expect(await guess('4711')).toEqual(await guess('0000'));
  });

  it('is in no error when the arguments are wrong', async () => {
    const world = await openGate();
    const inputs = [
      { path: 'shop/dev', data: { DB: CANARY }, pfad: CANARY },
      { path: 'shop/dev', data: { DB: { generate: CANARY } } },
      { path: 'shop/dev', data: CANARY },
      { path: 'shop/dev', data: { DB: CANARY.repeat(1000) } },
      { path: 'shop/dev', data: { DB: CANARY }, cas: CANARY },
    ];
    for (const input of inputs) {
      const { answer } = world.agent().start('vault_set', input);
      expect(['bad_input', 'value_too_large']).toContain(await rejectedCode(answer));
      expect(await answerOf(answer)).not.toContain(SHORT);
    }
    expect(await traces(world)).not.toContain(SHORT);
  });
});

describe('what is in the shared space', () => {
  it.each([
    ['an entry that is not there', 'not/there/DB'],
    ['a key that an entry does not have', 'shop/dev/NOPE'],
  ])('cannot be probed by an agent that may not list it: %s', async (_what, reference) => {
    const world = await openGate();
    await world.put('mcp/_shared/shop/dev', { DB: 'hunter2-hunter2' });
    const error = await reasonOf(world.agent().call('vault_run', { command: ['env'], secrets: [reference] }));
    expect(error).toMatchObject({ code: 'not_found', message: 'There is no such entry, or it has no such key.' });
    expect(error.next).not.toContain('vault_get');
    expect(world.audited).toMatchObject([{ outcome: 'refused', detail: 'not_found', subject: reference }]);
  });

  it.each([
    ['vault_get', { path: '../hunter2-hunter2' }],
    ['vault_set', { path: 'a/hunter2 hunter2', data: { A: 'x' } }],
    ['vault_run', { command: ['env'], secrets: ['hunter2 hunter2/x/DB'] }],
  ])('has no line about what is no name: an agent may have put a value in its place: %s', async (tool, input) => {
    const world = await openGate();
    expect(await rejectedCode(world.agent().call(tool, input))).toMatch(/invalid_path|bad_input/);
    expect(JSON.stringify(world.audited)).not.toContain('hunter2');
  });

  it('keeps its names to itself, and the refusal of a write says what to do', async () => {
    const world = await openGate();
    await world.put('mcp/_shared/shop/dev', { DB: 'hunter2-hunter2' });
    const write = (path: string) => reasonOf(world.agent().call('vault_set', { path, data: { A: 'x' } }));
    expect(await write('shop/dev')).toMatchObject({
      code: 'ambiguous_reference',
      next: expect.stringContaining('own:shop/dev') as string,
    });
    expect((await write('shared:shop/dev')).next).toContain('your own namespace');
  });
});
