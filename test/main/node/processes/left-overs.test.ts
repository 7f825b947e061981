import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { identifyProcess } from '../../../../main/node/openbao/process-identity.ts';
import { createManualClock, type ManualClock } from '../../../fakes/manual-clock.ts';

import { gone, isAlive, startChild, testProcesses } from './start-child.ts';

describe('children that a crash left over', () => {
  let folder: string;
  /** Ended whatever a test comes to. */
  let started: number[] = [];
  const recordFile = () => join(folder, 'run', 'children.json');
  const recorded = async () => JSON.parse(await readFile(recordFile(), 'utf8')) as { pid: number }[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'children-'));
  });
  afterEach(async () => {
    for (const pid of started) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    started = [];
    await rm(folder, { recursive: true });
  });

  it('are ended at the next start', async () => {
    const script = new URL('start-and-wait.ts', import.meta.url).pathname;
    const crashed = spawn(process.execPath, [script, recordFile()], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await new Promise<string[]>((resolve) => {
      crashed.stdout.once('data', (chunk: Buffer) => resolve(String(chunk).split('\n')));
    });
    const pid = Number(line);
    started.push(pid);
    crashed.kill('SIGKILL');
    await gone(crashed.pid!);
    expect(isAlive(pid)).toBe(true);
    const clock = createManualClock();
    const processes = testProcesses({ recordFile: recordFile(), clock });
    const ending = processes.endLeftOvers();
    await gone(pid);
    expect(await passing(clock, ending)).toBe(1);
    expect(clock.monotonic()).toBe(100);
  });

  it('are made to end when they do not listen', async () => {
    const stubborn = spawn('sh', ['-c', 'trap "" TERM; echo ready; while :; do sleep 0.05; done'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    started.push(stubborn.pid!);
    await once(stubborn.stdout, 'data');
    const identity = await identifyProcess(stubborn.pid!);
    await mkdir(join(folder, 'run'));
    await writeFile(recordFile(), JSON.stringify([identity]));
    const clock = createManualClock();
    expect(await passing(clock, testProcesses({ recordFile: recordFile(), clock }).endLeftOvers())).toBe(1);
    expect(clock.monotonic()).toBeGreaterThanOrEqual(5000);
    await gone(stubborn.pid!);
  });

  it('are forgotten once they ended', async () => {
    const processes = testProcesses({ recordFile: recordFile() });
    const { child, ended } = await startChild(processes, ['sleep', '1000']);
    started.push(child.pid);
    while (!(await recorded().catch(() => [])).some(({ pid }) => pid === child.pid)) await Promise.resolve();
    child.end();
    await ended;
    while ((await recorded()).length > 0) await Promise.resolve();
    expect(await processes.endLeftOvers()).toBe(0);
  });

  it('are never another process that got the same number, nor what a broken record names', async () => {
    const bystander = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
    started.push(bystander.pid!);
    const processes = testProcesses({ recordFile: recordFile() });
    expect(await processes.endLeftOvers()).toBe(0);
    await mkdir(join(folder, 'run'));
    for (const text of [JSON.stringify([{ pid: bystander.pid, startTime: 'boot:1' }]), '[{"pid":-1}]', '{']) {
      await writeFile(recordFile(), text);
      expect(await processes.endLeftOvers()).toBe(0);
    }
    expect(isAlive(bystander.pid!)).toBe(true);
  });
});

/** Lets time pass until it is done. */
async function passing<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  const progress = { isDone: false };
  const done = work.finally(() => {
    progress.isDone = true;
  });
  while (!progress.isDone) await clock.advance(clock.waiting() > 0 ? 100 : 0);
  return done;
}
