import { beforeEach, describe, expect, it } from 'vitest';

import { PLAIN_METADATA } from '../../../../app/domain/plain-keys.ts';
import { openGate, type GateWorld } from '../../../fakes/open-gate.ts';
import { rejectedCode } from '../../domain/thrown.ts';

const OWN = 'mcp/cursor/shop/dev';
const RUN = { command: ['env', '-0', 'a b'], secrets: ['shop/dev/DB'] };

let world: GateWorld;
beforeEach(async () => {
  world = await openGate();
  await world.put(OWN, {
    DB: 'hunter2-hunter2',
    TOKEN: 'tok-123456789',
    HOST: 'db.example',
    PIN: '471',
    'api-key': 'a-key-value',
  });
});

async function started(input: object = RUN, caller = {}) {
  const call = world.agent().start('vault_run', input, { caller });
  await world.settle();
  await world.decide('approve');
  await world.settle();
  const run = world.processes.runs.at(-1);
  if (run === undefined) throw new Error(await rejectedCode(call.answer));
  return { ...call, run };
}

const code = (input: object, caller = {}): Promise<string> =>
  rejectedCode(world.agent().call('vault_run', input, { caller }));
/** The code of the failure after a yes. */
async function codeAfterYes(input: object): Promise<string> {
  const { answer } = world.agent().start('vault_run', input);
  await world.settle();
  await world.decide('approve');
  return rejectedCode(answer);
}

const plainText = (env: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : (value as { reveal(): string }).reveal(),
    ]),
  );

describe('what a command gets', () => {
  it('is the environment of the list, PATH and its secrets, and nothing else', async () => {
    const { run } = await started({ ...RUN, secrets: { PGPASSWORD: 'shop/dev/DB', API: 'shop/dev/api-key' } });
    expect(plainText(run.request.env)).toEqual({
      HOME: '/home/person',
      LANG: 'C.UTF-8',
      PATH: '/usr/bin',
      PGPASSWORD: 'hunter2-hunter2',
      API: 'a-key-value',
    });
  });

  it('is language and terminal of the shim where it told them', async () => {
    const workspace = {
      cwd: '/home/person/shop',
      path: '/opt/bin:/usr/bin',
      language: 'de_DE.UTF-8',
      terminal: 'xterm',
    };
    const { run } = await started(RUN, { workspace });
    expect(plainText(run.request.env)).toMatchObject({ LANG: 'de_DE.UTF-8', TERM: 'xterm', PATH: '/opt/bin:/usr/bin' });
  });

  it('is its arguments word by word, without a shell, and its input', async () => {
    const { run } = await started({ command: ['sh', '-c', 'echo $DB; id', '', '$(id)'], secrets: [], stdin: 'line\n' });
    expect(run.request).toMatchObject({
      executable: { path: '/usr/bin/sh' },
      args: ['-c', 'echo $DB; id', '', '$(id)'],
      stdin: 'line\n',
      cwd: '/home/person/shop',
    });
  });

  it('is no input where none was given', async () => {
    expect((await started()).run.request.stdin).toBeNull();
  });

  it('is each value as it is at the yes, from one read of each entry', async () => {
    const call = world.agent().start('vault_run', { ...RUN, secrets: ['shop/dev/DB', 'shop/dev/TOKEN'] });
    await world.settle();
    await world.put(OWN, { DB: 'rotated-meanwhile', TOKEN: 'tok-123456789' });
    const from = world.trace.length;
    await world.decide('approve');
    await world.settle();
    expect(plainText(world.processes.runs[0]?.request.env ?? {})).toMatchObject({ DB: 'rotated-meanwhile' });
    expect(world.trace.slice(from).filter((step) => step.startsWith('vault'))).toEqual(['vault read']);
    call.cancel();
  });
});

describe('a command', () => {
  it('shows no more of a long input than can be read, and how long it is', async () => {
    void world.agent().start('vault_run', { ...RUN, stdin: 'x'.repeat(9000) });
    await world.settle();
    expect(world.question().question).toMatchObject({ stdin: { text: 'x'.repeat(8000), bytes: 9000 } });
  });

  it('asks with the folders that only the agent has programs looked for in', async () => {
    const caller = { workspace: { cwd: '/home/person/shop', path: '/usr/bin:/opt/more:.:/home/person/shop/bin' } };
    const { run } = await started(RUN, caller);
    const [approval] = world.book.decided(1);
    expect(approval?.question).toMatchObject({ searchedToo: ['/opt/more', '/home/person/shop/bin'] });
    expect(approval?.flags).toEqual(['runs_code']);
    expect(run.request.env['PATH']).toBe('/usr/bin:/opt/more:/home/person/shop/bin');
  });

  it('asks with all that will happen', async () => {
    void world.agent().start('vault_run', { ...RUN, stdin: 'äb', timeout_s: 5, reason: 'to test\u202E' });
    await world.settle();
    expect(world.question()).toMatchObject({
      tool: 'vault_run',
      flags: ['reads_input'],
      offers: ['once', 'fifteen_minutes'],
      reason: 'to test\\u{202E}',
      question: {
        kind: 'run',
        command: ['env', '-0', 'a b'],
        executable: '/usr/bin/env',
        cwd: '/home/person/shop',
        timeoutSeconds: 5,
        background: false,
        stdin: { text: 'äb', bytes: 3 },
        secrets: [
          {
            variable: 'DB',
            reference: 'shop/dev/DB',
            place: 'own:cursor',
            firstUse: false,
          },
        ],
      },
    });
  });

  it('asks also without any secret', async () => {
    void world.agent().start('vault_run', { command: ['env'], secrets: [] });
    await world.settle();
    expect(world.question()).toMatchObject({ question: { secrets: [] } });
  });

  it('is marked when its program lies in the folder that the agent works in', async () => {
    void world.agent().start('vault_run', RUN, { caller: { workspace: { cwd: '/usr', path: '/usr/bin' } } });
    await world.settle();
    expect(world.question().flags).toEqual(['runs_code']);
  });

  it('does not run when its program was replaced between question and yes', async () => {
    const { answer } = world.agent().start('vault_run', RUN);
    await world.settle();
    world.processes.replace('/usr/bin/env');
    await world.decide('approve');
    expect(await rejectedCode(answer)).toBe('executable_not_found');
    expect(world.processes.runs).toEqual([]);
    expect(world.book.decided(1)).toMatchObject([{ state: 'failed' }]);
  });

  it('does not run when the audit breaks between yes and start', async () => {
    const { answer } = world.agent().start('vault_run', RUN);
    await world.settle();
    world.switches.audit = async ({ outcome }) => {
      if (outcome === 'intent') throw new Error('disk');
    };
    await world.decide('approve');
    expect(await rejectedCode(answer)).not.toBe('nothing');
    expect(world.processes.runs).toEqual([]);
    expect(world.trace.filter((step) => step === 'vault read')).toEqual([]);
  });
});

describe('the folder of a command', () => {
  const http = { door: 'http' as const, workspace: undefined };

  it('must be given by clients over HTTP, as a whole path', async () => {
    expect(await code(RUN, http)).toBe('cwd_required');
    expect(await code({ ...RUN, cwd: 'sub' }, http)).toBe('cwd_required');
    const { run } = await started({ ...RUN, cwd: '/srv/app' }, http);
    expect(run.request.cwd).toBe('/srv/app');
  });

  it('is the client’s where it says none, and counts from there where it is no whole path', async () => {
    expect((await started()).run.request.cwd).toBe('/home/person/shop');
    expect((await started({ ...RUN, cwd: 'sub' })).run.request.cwd).toBe('/home/person/shop/sub');
  });
});

describe('a value that could not be hidden', () => {
  it('is refused, with what helps', async () => {
    const { answer } = world.agent().start('vault_run', { ...RUN, secrets: ['shop/dev/PIN'] });
    await world.settle();
    await world.decide('approve');
    await expect(answer).rejects.toMatchObject({ code: 'bad_input', next: expect.stringMatching(/plain/) });
    expect(world.processes.runs).toEqual([]);
  });

  it('is passed on where the person marked its key plain, and is not redacted then', async () => {
    await world.vault.annotate({ mount: 'secret', path: OWN }, { [PLAIN_METADATA]: 'HOST,PIN' });
    const { run, answer } = await started({ ...RUN, secrets: ['shop/dev/HOST', 'shop/dev/PIN', 'shop/dev/DB'] });
    run.print('stdout', 'host db.example pin 471 password hunter2-hunter2');
    run.finish();
    expect(await answer).toMatchObject({
      stdout: 'host db.example pin 471 password [REDACTED:DB]',
      redacted: { DB: 1 },
    });
  });

  it.each([
    ['a key that went away', { TOKEN: 'x' }, 'not_found'],
    ['a value with a NUL', { DB: 'hunter2\0hunter2' }, 'bad_input'],
    ['an empty value', { DB: '' }, 'bad_input'],
  ])('is refused too: %s', async (_name, values, expected) => {
    const { answer } = world.agent().start('vault_run', RUN);
    await world.settle();
    await world.put(OWN, values);
    await world.decide('approve');
    expect(await rejectedCode(answer)).toBe(expected);
    expect(world.processes.runs).toEqual([]);
  });

  it('of a key that is not there is told before anyone is asked', async () => {
    expect(await code({ ...RUN, secrets: ['shop/dev/NO'] })).toBe('not_found');
    expect(await code({ ...RUN, secrets: ['not/there/DB'] })).toBe('not_found');
    expect(world.shown).toEqual([]);
    expect(await codeAfterYes({ ...RUN, secrets: ['shop/dev/PIN'] })).toBe('bad_input');
  });
});

describe('the result of a command', () => {
  it('has its end, its output without values, and how often each was hidden', async () => {
    const { run, answer } = await started({ ...RUN, secrets: ['shop/dev/DB', 'shop/dev/TOKEN'] });
    run.print('stdout', 'a hunter2-hun');
    run.print('stdout', 'ter2 b tok-123456789');
    run.print('stderr', 'DB=hunter2-hunter2\n');
    await world.clock.advance(1500);
    run.finish({ exitCode: 3 });
    expect(await answer).toEqual({
      status: 'done',
      exit_code: 3,
      timed_out: false,
      truncated: false,
      duration_ms: 1500,
      stdout: 'a [REDACTED:DB] b [REDACTED:TOKEN]',
      stderr: 'DB=[REDACTED:DB]\n',
      redacted: {
        DB: 2,
        TOKEN: 1,
      },
    });
    expect(world.book.decided(1)).toMatchObject([{ state: 'done', outcome: { kind: 'ran', exitCode: 3 } }]);
    expect(world.audited.at(-1)).toMatchObject({ outcome: 'done', detail: 'ran exit 3' });
  });

  it('hides a value whose beginning was printed when it was cut off', async () => {
    const { run, answer } = await started();
    run.print('stdout', 'x hunter2-hun');
    run.finish();
    expect((await answer)['stdout']).toBe('x [REDACTED:DB]');
  });

  it('keeps beginning and end of an endless output, and never a value at the cut', async () => {
    const { run, answer } = await started();
    for (let index = 0; index < 40; index += 1) run.print('stdout', 'hunter2-hunter2 '.repeat(4096));
    run.finish();
    const { stdout, truncated } = await answer;
    expect(truncated).toBe(true);
    expect(String(stdout)).not.toContain('hunter2');
    expect(String(stdout).length).toBeLessThan(1_100_000);
  });

  it('says when it was ended for its time', async () => {
    const { run, answer } = await started({ ...RUN, timeout_s: 20 });
    await world.clock.advance(19_999);
    expect(run.isAskedToEnd).toBe(false);
    await world.clock.advance(1);
    expect(run.isAskedToEnd).toBe(true);
    expect(await answer).toMatchObject({ exit_code: null, signal: 'SIGTERM', timed_out: true });
  });

  it.each([
    [{}, 120],
    [{ background: true }, 3600],
    [{ background: true, timeout_s: 30 }, 30],
  ])('is ended at its time: %j after %i s', async (more, seconds) => {
    const { run } = await started({ ...RUN, ...more });
    await world.clock.advance(seconds * 1000 - 1);
    expect(run.isAskedToEnd).toBe(false);
    await world.clock.advance(1);
    expect(run.isAskedToEnd).toBe(true);
  });

  it('leaves no timer once it ended', async () => {
    const { run, answer } = await started();
    run.finish();
    await answer;
    await world.gate.stop();
    expect(world.clock.waiting()).toBe(0);
  });
});
