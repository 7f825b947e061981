import { chmod, mkdtemp, open, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Secret } from '../../../../app/kernel/secret.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';

import { gone, isAlive, PATH, startChild, testProcesses } from './start-child.ts';

const canary = 'canary-7f3a-value';

describe('a child process', () => {
  const processes = testProcesses();

  it('gives both outputs apart and its exit code', async () => {
    const { ended, out } = await startChild(processes, ['sh', '-c', 'echo one; echo two >&2; exit 3']);
    expect(await ended).toEqual({ exitCode: 3, signal: null });
    expect(out).toEqual({ stdout: 'one\n', stderr: 'two\n' });
  });

  it('has exactly the environment it was given, secrets in clear', async () => {
    const env = { PATH, DB_PASSWORD: new Secret(canary), PLAIN: 'a=b\nc' };
    const { ended, out } = await startChild(processes, ['env', '-0'], { env });
    await ended;
    expect(out.stdout.split('\0').filter(Boolean).toSorted()).toEqual(
      [`DB_PASSWORD=${canary}`, `PATH=${PATH}`, 'PLAIN=a=b\nc'].toSorted(),
    );
  });

  it('gets its arguments as they are: no shell takes them apart', async () => {
    const args = ['; id', '$(id)', '`id`', '--upload-pack=x', '', 'a b', '*', '"', "'"];
    const { ended, out } = await startChild(processes, ['printf', '%s|', ...args]);
    await ended;
    expect(out.stdout).toBe(args.map((arg) => `${arg}|`).join(''));
  });

  it('reads its whole input, and none where there is none', async () => {
    const text = 'line\n'.repeat(100_000);
    const full = await startChild(processes, ['wc', '-c'], { stdin: text });
    const none = await startChild(processes, ['wc', '-c']);
    await Promise.all([full.ended, none.ended]);
    expect([full.out.stdout.trim(), none.out.stdout.trim()]).toEqual(['500000', '0']);
  });

  it('may leave its input unread', async () => {
    const { ended } = await startChild(processes, ['true'], { stdin: 'x'.repeat(1_000_000) });
    expect(await ended).toEqual({ exitCode: 0, signal: null });
  });

  it.each([
    ['whose output nobody holds', '(sleep 1000 >/dev/null 2>&1 </dev/null & echo $!); exit 4'],
    ['that still holds its output', '(sleep 1000 & echo $!); exit 4'],
  ])('takes with it what it left running %s', async (_what, script) => {
    const { ended, out } = await startChild(processes, ['sh', '-c', script]);
    expect(await ended).toEqual({ exitCode: 4, signal: null });
    expect(isAlive(Number(out.stdout))).toBe(false);
  });

  it('X14 tells the signal it ended by', async () => {
    const { ended } = await startChild(processes, ['sh', '-c', 'kill -USR1 $$']);
    expect(await ended).toEqual({ exitCode: null, signal: 'SIGUSR1' });
  });

  it('X16 has none of our open files', async () => {
    const secretFile = await open(import.meta.filename);
    const { ended, out } = await startChild(processes, ['sh', '-c', 'ls -l /proc/$$/fd; echo done']);
    await ended;
    await secretFile.close();
    expect(out.stdout).toContain('done');
    expect(out.stdout).not.toContain(import.meta.filename);
  });

  it('has no terminal to ask at, and is the head of its own group', async () => {
    const { child, ended, out } = await startChild(processes, ['sh', '-c', 'cat /proc/$$/stat; true < /dev/tty']);
    await ended;
    const [, , , , group, session] = out.stdout.split(' ');
    expect([group, session]).toEqual([String(child.pid), String(child.pid)]);
    expect(out.stderr).toContain('/dev/tty');
  });

  it('X11 may print without end: the reader goes on until it ends it', async () => {
    const executable = await processes.resolve('yes', '/', PATH);
    let seen = 0;
    const child = await processes.start({
      executable,
      args: [],
      cwd: '/',
      env: {},
      stdin: null,
      onOutput(_stream, chunk) {
        seen += chunk.length;
        if (seen > 50_000_000) child.end();
      },
    });
    expect(await child.ended).toEqual({ exitCode: null, signal: 'SIGTERM' });
    expect(seen).toBeGreaterThan(50_000_000);
  });

  it('runs in its folder', async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'cwd-')));
    const { ended, out } = await startChild(processes, ['pwd'], { cwd: folder });
    await ended;
    expect(out.stdout.trim()).toBe(folder);
    await rm(folder, { recursive: true });
  });

  it('is called by the name it was found under', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'argv0-'));
    await symlink(await realpath('/bin/sh'), join(folder, 'other-name'));
    const executable = await processes.resolve('./other-name', folder, '');
    const { ended, out } = await startChild(processes, ['sh', '-c', 'echo $0; tr "\\0" " " < /proc/$$/cmdline'], {
      executable,
    });
    await ended;
    expect(out.stdout).toContain(join(folder, 'other-name'));
    await rm(folder, { recursive: true });
  });
});

describe('ending a child', () => {
  /** Whatever a test comes to, nothing that it started goes on. */
  let groups: number[] = [];
  afterEach(() => {
    for (const pid of groups.filter((group) => isAlive(-group))) process.kill(-pid, 'SIGKILL');
    groups = [];
  });

  it('asks first, and settles when it went', async () => {
    const { child, ended, printed } = await startChild(testProcesses(), [
      'sh',
      '-c',
      'trap "echo bye; exit 7" TERM; echo ready; while :; do sleep 0.05; done',
    ]);
    groups.push(child.pid);
    await printed('ready');
    child.end();
    child.end();
    expect(await ended).toEqual({ exitCode: 7, signal: null });
  });

  it('makes it after five seconds, with all of its group', async () => {
    const clock = createManualClock();
    const { child, ended, out, printed } = await startChild(testProcesses({ clock }), [
      'sh',
      '-c',
      'trap "" TERM; sh -c \'trap "" TERM; echo inner $$; while :; do sleep 0.05; done\' & echo outer; wait; while :; do sleep 0.05; done',
    ]);
    groups.push(child.pid);
    await printed('inner');
    await printed('outer');
    const inner = Number(/inner (\d+)/.exec(out.stdout)?.[1]);
    child.end();
    await clock.advance(4999);
    expect([isAlive(child.pid), isAlive(inner)]).toEqual([true, true]);
    await clock.advance(1);
    await gone(child.pid);
    expect(await ended).toEqual({ exitCode: null, signal: 'SIGKILL' });
    expect(clock.waiting()).toBe(0);
  });

  it('does not spare a group member that has let go of the output', async () => {
    const clock = createManualClock();
    const { child, out, printed } = await startChild(testProcesses({ clock }), [
      'sh',
      '-c',
      'sh -c \'trap "" TERM; echo inner $$ ready; exec >/dev/null 2>&1; while :; do sleep 0.05; done\' & wait',
    ]);
    groups.push(child.pid);
    await printed('ready');
    const inner = Number(/inner (\d+)/.exec(out.stdout)?.[1]);
    child.end();
    await gone(child.pid);
    await clock.advance(5000);
    await clock.advance(500);
    expect(await child.ended).toEqual({ exitCode: null, signal: 'SIGTERM' });
    await gone(inner);
  });

  it('X8 is not held up by a grandchild in a session of its own that holds the output', async () => {
    const clock = createManualClock();
    const { child, ended, out, printed } = await startChild(testProcesses({ clock }), [
      'sh',
      '-c',
      'setsid sh -c "echo free \\$\\$; exec sleep 1000" & sleep 1000',
    ]);
    groups.push(child.pid);
    await printed('free');
    const free = Number(/free (\d+)/.exec(out.stdout)?.[1]);
    groups.push(free);
    child.end();
    await gone(child.pid);
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(5500);
    expect(await ended).toEqual({ exitCode: null, signal: 'SIGTERM' });
    expect(isAlive(free)).toBe(true);
  });

  it('stops all that run, and starts none afterwards', async () => {
    const processes = testProcesses();
    const children = await Promise.all([1, 2, 3].map(() => startChild(processes, ['sleep', '1000'])));
    await processes.stopAll();
    expect(await Promise.all(children.map(({ ended }) => ended))).toEqual(
      children.map(() => ({ exitCode: null, signal: 'SIGTERM' })),
    );
    await expect(startChild(processes, ['true'])).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('refusing to start', () => {
  let folder: string;
  const processes = testProcesses();
  const tool = () => join(folder, 'tool');
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'refuse-')));
    await writeFile(tool(), '#!/bin/sh\necho original\n');
    await chmod(tool(), 0o755);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('a program that was replaced since it was looked up', async () => {
    const executable = await processes.resolve('./tool', folder, '');
    await writeFile(tool(), '#!/bin/sh\necho replaced\n');
    await expect(startChild(processes, ['true'], { executable })).rejects.toMatchObject({
      code: 'executable_not_found',
    });
  });

  it('in a folder that is gone, or became a link', async () => {
    const inner = join(folder, 'inner');
    await expect(startChild(processes, ['true'], { cwd: inner })).rejects.toMatchObject({ code: 'bad_input' });
    await symlink(tmpdir(), inner);
    await expect(startChild(processes, ['true'], { cwd: inner })).rejects.toMatchObject({ code: 'bad_input' });
    expect(await processes.resolveFolder(inner)).toBe(await realpath(tmpdir()));
    for (const cwd of ['relative', tool(), join(folder, 'a\0b')]) {
      await expect(processes.resolveFolder(cwd)).rejects.toMatchObject({ code: 'bad_input' });
    }
  });

  it('what the system would refuse, without repeating arguments or values', async () => {
    const cases: [Partial<Parameters<typeof startChild>[2]> & object, string][] = [
      [{ args: [`${canary}\0`] }, 'bad_input'],
      [{ args: Array.from({ length: 1001 }, () => '') }, 'value_too_large'],
      [{ args: [canary.repeat(10_000)] }, 'value_too_large'],
      [{ env: { A: new Secret(`${canary}\0`) } }, 'bad_input'],
      [{ env: { 'A=B': canary } }, 'bad_input'],
      [{ env: { '': canary } }, 'bad_input'],
      [{ env: { A: new Secret(canary.repeat(20_000)) } }, 'value_too_large'],
    ];
    for (const [request, code] of cases) {
      const error: unknown = await startChild(processes, ['true'], request).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code });
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('canary');
    }
  });

  it('a script whose interpreter is not there', async () => {
    await writeFile(tool(), '#!/no/such/interpreter\n');
    const executable = await processes.resolve('./tool', folder, '');
    await expect(startChild(processes, ['true'], { executable })).rejects.toMatchObject({
      code: 'executable_not_found',
    });
  });
});
