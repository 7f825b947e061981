import path from 'node:path';

import { describe, expect, it } from 'vitest';

import type { DemoStep } from '../../../../app/contract/ui/status.ts';
import { AppError } from '../../../../app/kernel/errors.ts';
import { runDemo } from '../../../../main/node/demo/demo-client.ts';
import { eventually, socketDoor, temporaryFolder } from '../agents-door/door-harness.ts';

const SHIM = path.resolve(import.meta.dirname, '../../../../main/cli/mcp-shim.ts');

async function demo(home: string, signal?: AbortSignal) {
  const steps: DemoStep[] = [];
  const outcome = runDemo({
    command: [process.execPath, SHIM],
    env: { COUNTERSIGN_HOME: home, PATH: process.env['PATH'] },
    cwd: home,
    version: '0.1.0',
    onStep: (step) => void steps.push(step),
    ...(signal === undefined ? {} : { signal }),
  });
  return { outcome, steps };
}

const names = (steps: readonly DemoStep[]) => steps.map(({ step }) => step);

async function core() {
  const all = await socketDoor();
  await all.start();
  return all;
}

describe('the demonstration', () => {
  it('stores and uses a secret, waiting for the person and for the command as an agent would', async () => {
    const { folder, door } = await core();
    const jobs = [
      { status: 'pending', approval_id: 'apr_1' },
      { status: 'done', tool: 'vault_set', result: { status: 'done', version: 1 } },
      { status: 'running', job: 'job_1' },
      {
        status: 'done',
        tool: 'vault_run',
        result: { exit_code: 0, stdout: 'connecting with [REDACTED:DB_PASSWORD]\n' },
      },
    ];
    door.answers.set('vault_set', () => ({ status: 'pending', approval_id: 'apr_1' }));
    door.answers.set('vault_run', () => ({ status: 'pending', approval_id: 'apr_2' }));
    door.answers.set('vault_job', () => jobs.shift() ?? {});
    const { outcome, steps } = await demo(folder);
    expect(await outcome).toBe('finished');
    expect(names(steps)).toEqual(['connected', 'asked_to_store', 'stored', 'asked_to_run', 'ran', 'finished']);
    expect(steps[4]?.text).toBe('connecting with [REDACTED:DB_PASSWORD]');
    expect(door.calls.map(({ tool, input }) => [tool, input['id'] ?? input['path']])).toEqual([
      ['vault_status', undefined],
      ['vault_set', 'demo/development'],
      ['vault_job', 'apr_1'],
      ['vault_job', 'apr_1'],
      ['vault_run', undefined],
      ['vault_job', 'apr_2'],
      ['vault_job', 'job_1'],
    ]);
    expect(door.calls[1]?.input['data']).toEqual({ DB_PASSWORD: { generate: { length: 24 } }, DB_HOST: 'localhost' });
    expect(door.calls[1]?.caller).toMatchObject({ agent: 'demo', client: { name: 'countersign-demo' } });
    await eventually(() => door.present.size === 0);
  });

  it('stops when the person denies, and asks for nothing more', async () => {
    const { folder, door } = await core();
    door.answers.set('vault_set', () => ({ status: 'pending', approval_id: 'apr_1' }));
    door.answers.set('vault_job', () => Promise.reject(new AppError('denied', 'The person said no.')));
    const { outcome, steps } = await demo(folder);
    expect(await outcome).toBe('denied');
    expect(names(steps)).toEqual(['connected', 'asked_to_store', 'denied']);
    expect(door.calls.map(({ tool }) => tool)).not.toContain('vault_run');
  });

  it('says that a question expired, that a command failed, and that no app is open', async () => {
    const { folder, door } = await core();
    door.answers.set('vault_set', () =>
      Promise.reject(new AppError('expired', 'Nobody answered.', { next: 'Ask again.' })),
    );
    const expired = await demo(folder);
    expect([await expired.outcome, expired.steps.at(-1)]).toEqual([
      'expired',
      { step: 'failed', text: 'Nobody answered. Ask again.' },
    ]);
    door.answers.delete('vault_set');
    door.answers.set('vault_run', () => ({ status: 'done', exit_code: 3, stdout: '', stderr: 'no such host' }));
    const failed = await demo(folder);
    expect([await failed.outcome, failed.steps.at(-1)?.text]).toEqual(['failed', 'The command failed: no such host']);
    const closed = await demo(temporaryFolder());
    expect([await closed.outcome, names(closed.steps)]).toEqual(['failed', ['failed']]);
    expect(closed.steps[0]?.text).toContain('Countersign is not open.');
  });

  it('ends early when it is told to, and withdraws its question by going away', async () => {
    const { folder, door } = await core();
    door.answers.set('vault_set', async (_input, context) => door.hold(context));
    const stop = new AbortController();
    const { outcome, steps } = await demo(folder, stop.signal);
    await eventually(() => names(steps).includes('asked_to_store') && door.calls.length === 2);
    stop.abort();
    expect(await outcome).toBe('failed');
    await eventually(() => door.cancelled.length === 1 && door.present.size === 0);
  });
});
