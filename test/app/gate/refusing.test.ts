import { describe, expect, it, vi } from 'vitest';

import { failing, openGate } from '../../fakes/open-gate.ts';
import { reasonOf, rejectedCode } from '../domain/thrown.ts';

describe('a call that does not fit', () => {
  it.each([
    ['a path that climbs', 'vault_get', { path: '../x' }, 'invalid_path'],
    ['a path that climbs, to write', 'vault_set', { path: 'a/../../b', data: { A: 'x' } }, 'invalid_path'],
    ['a path that climbs, to list', 'vault_list', { path: '../' }, 'invalid_path'],
    ['a path of 600', 'vault_get', { path: 'a'.repeat(600) }, 'invalid_path'],
    ['a path beyond the schema', 'vault_get', { path: 'a'.repeat(601) }, 'bad_input'],
    ['P29 a number for a path', 'vault_get', { path: 7 }, 'bad_input'],
    ['P29 a list for a path', 'vault_get', { path: ['a'] }, 'bad_input'],
    ['P29 an object for a path', 'vault_get', { path: { toString: 'a' } }, 'bad_input'],
    ['no path', 'vault_get', {}, 'bad_input'],
    ['no arguments at all', 'vault_set', undefined, 'bad_input'],
    ['arguments that are a list', 'vault_list', [], 'bad_input'],
    ['an unknown argument', 'vault_list', { pfad: 'x' }, 'bad_input'],
    ['a key with a line break', 'vault_set', { path: 'a/b', data: { 'KEY\nADMIN': 'x' } }, 'bad_input'],
    ['K5 a key that objects have', 'vault_set', { path: 'a/b', data: { constructor: 'x' } }, 'bad_input'],
    ['K5 the prototype as a key', 'vault_set', JSON.parse('{"path":"a/b","data":{"__proto__":"x"}}'), 'bad_input'],
    ['a value of 9 KB', 'vault_set', { path: 'a/b', data: { A: 'x'.repeat(9000) } }, 'value_too_large'],
    ['K23 half a character', 'vault_set', { path: 'a/b', data: { A: '\ud800' } }, 'bad_input'],
    ['a number for a value', 'vault_set', { path: 'a/b', data: { A: 5 } }, 'bad_input'],
    ['nothing to write', 'vault_set', { path: 'a/b', data: {} }, 'bad_input'],
    ['a short generated value', 'vault_set', { path: 'a/b', data: { A: { generate: { length: 7 } } } }, 'bad_input'],
    ['an unknown mode', 'vault_set', { path: 'a/b', data: { A: 'x' }, mode: 'drop' }, 'bad_input'],
    ['an empty command', 'vault_run', { command: [], secrets: [] }, 'bad_input'],
    ['a command with a NUL', 'vault_run', { command: ['env', 'a\0b'], secrets: [] }, 'bad_input'],
    ['X20 no time', 'vault_run', { command: ['env'], secrets: [], timeout_s: 0 }, 'bad_input'],
    ['X20 negative time', 'vault_run', { command: ['env'], secrets: [], timeout_s: -1 }, 'bad_input'],
    ['X20 endless time', 'vault_run', { command: ['env'], secrets: [], timeout_s: 1e9 }, 'bad_input'],
    ['X20 time as text', 'vault_run', { command: ['env'], secrets: [], timeout_s: '60' }, 'bad_input'],
    ['a program that is not there', 'vault_run', { command: ['nope'], secrets: [] }, 'executable_not_found'],
    ['an unknown tool', 'vault_destroy', {}, 'unknown_call'],
    ['a name that every object has', 'constructor', {}, 'unknown_call'],
    ['deciding', 'approvals.decide', { id: 'x', verdict: 'approve' }, 'unknown_call'],
    ['an unknown job', 'vault_job', { id: 'job_x', action: 'wait' }, 'not_found'],
    ['an unknown action of a job', 'vault_job', { id: 'job_x', action: 'approve' }, 'bad_input'],
  ])('is refused before the vault hears of it: %s', async (_name, tool, input, code) => {
    const world = await openGate();
    expect(await rejectedCode(world.agent().call(tool, input))).toBe(code);
    expect(world.trace.filter((step) => step.startsWith('vault'))).toEqual([]);
    expect(world.shown).toEqual([]);
    expect(world.bugs).toEqual([]);
  });

  it('is told what is wrong without the value that was wrong', async () => {
    const world = await openGate();
    const error = await reasonOf(
      world.agent().call('vault_set', { path: 'a/b', data: { GOOD: 'x', BAD: ['CANARY-VALUE'] } }),
    );
    expect(error.message).toContain('data.BAD');
    expect(JSON.stringify([error.message, error.next])).not.toContain('CANARY');
  });

  it('has its own names shown in a way that deceives nobody', async () => {
    const world = await openGate();
    const error = await reasonOf(world.agent().call('vault_list', { '\u202Eevil\n': 1 }));
    expect(error.message).toContain(String.raw`\u{202E}evil\u{A}`);
  });
});

describe('a tool of the command', () => {
  it('does not exist for agents', async () => {
    const world = await openGate();
    for (const door of ['stdio', 'http'] as const) {
      const agent = world.agent('cursor', { door });
      expect(await rejectedCode(agent.call('agent_key', { agent: 'x' }))).toBe('unknown_call');
      expect(await rejectedCode(agent.call('agents_list', {}))).toBe('unknown_call');
    }
    expect(await world.agent('cli', { door: 'command' }).call('agents_list', {})).toMatchObject({ status: 'done' });
  });
});

describe('a call that a rule forbids', () => {
  it.each([
    ['vault_set', { path: 'shared:shop/dev', data: { A: 'x' } }],
    ['vault_set', { path: 'shared:shop/dev', data: { A: 'x' }, dry_run: true }],
    ['vault_set', { path: 'shared:shop/dev', data: { A: 'x' }, cas: 99 }],
    ['vault_get', { path: 'shared:shop/dev' }],
    ['vault_get', { path: 'shared:shop/dev', reveal: true }],
    ['vault_get', { path: 'shared:shop/dev', reveal: true, keys: ['NO_SUCH_KEY'] }],
    ['vault_get', { path: 'shared:not/there', reveal: true }],
    ['vault_list', { path: 'shared:' }],
    ['vault_list', { path: 'shared:shop', recursive: true }],
  ])('is refused, noted, and tells nothing of what is there: %s %j', async (tool, input) => {
    const world = await openGate();
    await world.put('mcp/_shared/shop/dev', { DB: 'value-of-the-key' });
    const error = await reasonOf(world.agent().call(tool, input));
    expect(error).toMatchObject({ code: 'denied_by_rule' });
    expect(error.next).toMatch(/share/);
    expect(world.trace.filter((step) => step.startsWith('vault'))).toEqual([]);
    expect(world.audited).toMatchObject([{ outcome: 'refused', action: tool, agent: 'cursor', detail: 'rule' }]);
    expect(world.shown).toEqual([]);
  });
});

describe('a call that needs no yes', () => {
  it('that changes something is in the audit before the vault hears of it, and afterwards with its end', async () => {
    const world = await openGate();
    world.kinds.set('cursor', 'program');
    await world.agent().call('vault_set', { path: 'shop/dev', data: { DB: 'x' } });
    const written = world.trace.findIndex((step) => step.startsWith('vault write'));
    expect(world.trace.indexOf('audit intent vault_set')).toBeLessThan(written);
    expect(world.trace.at(-1)).toBe('audit done vault_set');
  });

  it('that only looks is in the audit too, with its end', async () => {
    const world = await openGate();
    await world.put('mcp/cursor/shop/dev', { DB: 'value-of-the-key' });
    expect(await world.agent().call('vault_get', { path: 'shop/dev' })).toMatchObject({ status: 'done', keys: ['DB'] });
    expect(world.audited.map(({ outcome }) => outcome)).toEqual(['intent', 'done']);
    expect(world.audited[0]).toMatchObject({
      subject: 'own:cursor/shop/dev',
      connection: 'cursor-1',
      client: 'Test 1',
    });
  });

  it.each([
    ['vault_get', { path: 'shop/dev' }],
    ['vault_get', { path: 'not/there' }],
    ['vault_list', {}],
  ])('tells nothing when the audit cannot be written, not even what is missing: %s %j', async (tool, input) => {
    const world = await openGate();
    await world.put('mcp/cursor/shop/dev', { DB: 'value-of-the-key' });
    world.switches.audit = failing('audit_unavailable');
    expect(await rejectedCode(world.agent().call(tool, input))).toBe('audit_unavailable');
  });

  it('is answered only when the audit has it, however soon the vault answered', async () => {
    const world = await openGate();
    await world.put('mcp/cursor/shop/dev', { DB: 'value-of-the-key' });
    let written = (): void => undefined;
    const disk = new Promise<void>((resolve) => {
      written = resolve;
    });
    world.switches.audit = () => disk;
    const answered = vi.fn<() => void>();
    const answer = world.agent().call('vault_get', { path: 'shop/dev' });
    void answer.then(answered);
    await expect.poll(() => world.trace.some((step) => step.startsWith('vault'))).toBe(true);
    await new Promise(setImmediate);
    expect(answered).not.toHaveBeenCalled();
    written();
    expect(await answer).toMatchObject({ keys: ['DB'] });
  });

  it('that changes something does not happen when the audit cannot be written', async () => {
    const world = await openGate();
    world.kinds.set('cursor', 'program');
    world.switches.audit = failing('audit_unavailable');
    const write = world.agent().call('vault_set', { path: 'shop/dev', data: { A: 'x' } });
    expect(await rejectedCode(write)).toBe('audit_unavailable');
    expect(world.trace.filter((step) => step.startsWith('vault write'))).toEqual([]);
  });

  it('has its failure in the audit', async () => {
    const world = await openGate();
    expect(await rejectedCode(world.agent().call('vault_get', { path: 'not/there' }))).toBe('not_found');
    expect(world.audited.map(({ outcome, detail }) => [outcome, detail])).toEqual([
      ['intent', undefined],
      ['failed', 'not_found'],
    ]);
  });

  it('gives its result although the line about its end could not be written', async () => {
    const world = await openGate();
    world.kinds.set('cursor', 'program');
    world.switches.audit = async ({ outcome }) => {
      if (outcome === 'done') await failing('audit_unavailable')();
    };
    const answer = world.agent().call('vault_set', { path: 'shop/dev', data: { A: 'x' } });
    expect(await answer).toMatchObject({ version: 1 });
  });

  it('is in the audit also when it fails before it is clear what it would do', async () => {
    const world = await openGate();
    const guess = { command: ['env'], secrets: ['shared:guess/dev/KEY'] };
    expect(await rejectedCode(world.agent().call('vault_run', guess))).toBe('not_found');
    expect(world.audited).toMatchObject([
      { action: 'vault_run', agent: 'cursor', outcome: 'refused', detail: 'not_found' },
    ]);
  });

  it('hides what is a bug and reports it', async () => {
    const world = await openGate();
    world.switches.vault = () => Promise.reject(new TypeError('CANARY at line 7'));
    const error = await reasonOf(world.agent().call('vault_get', { path: 'shop/dev' }));
    expect(error).toMatchObject({ code: 'internal' });
    expect(`${error.message}${error.next}`).not.toContain('CANARY');
    expect(world.bugs).toHaveLength(1);
    expect(JSON.stringify(world.audited)).not.toContain('CANARY');
  });
});
