import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { signIn, untilReady } from '../../stories/person.ts';
import { baoPid, newHome, removeHome, ROOT } from '../../stories/running-app.ts';

let home: string;
let child: ChildProcess | null = null;
beforeEach(async () => void (home = await newHome()));
afterEach(async () => {
  if (child !== null && child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  child = null;
  const left = await baoPid(home);
  if (left !== null) process.kill(left, 'SIGKILL');
  await removeHome(home);
});

/** `serve` with its OpenBao open. */
async function serve() {
  const env = {
    ...process.env,
    COUNTERSIGN_HOME: home,
    XDG_RUNTIME_DIR: join(home, 'runtime'),
    PORT: '0',
    COUNTERSIGN_UI_PORT: '0',
    LOG_LEVEL: 'debug',
  };
  const started = spawn(process.execPath, [join(ROOT, 'main', 'cli', 'main.ts'), 'serve'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  started.stderr.resume();
  const [line] = (await once(createInterface({ input: started.stdout }), 'line')) as [string];
  const [, ui = '', code = ''] = /(http\S+)\/#code=(\S+)/.exec(line) ?? [];
  await untilReady(await signIn({ ui }, code));
  expect(await baoPid(home)).not.toBeNull();
  const { socket } = JSON.parse(await readFile(join(home, 'run', 'endpoints.json'), 'utf8')) as { socket: string };
  return { started, socket };
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function expectNothingLeft(socket: string): Promise<void> {
  expect(await baoPid(home)).toBeNull();
  expect(await isThere(join(home, 'run', 'core.lock'))).toBe(false);
  expect(await isThere(socket)).toBe(false);
}

describe('the end of `countersign serve`', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'leaves nothing behind when %s comes again while it stops',
    async (signal) => {
      const { started, socket } = await serve();
      const ended = once(started, 'exit');
      started.kill(signal);
      // The door for agents closes first; OpenBao is still to be stopped.
      while (await isThere(socket)) await new Promise((resolve) => setTimeout(resolve, 1));
      started.kill(signal);
      expect(await ended).toEqual([0, null]);
      await expectNothingLeft(socket);
    },
  );

  it('is orderly although its terminal is gone: nobody reads what it writes', async () => {
    const { started, socket } = await serve();
    started.stderr.destroy();
    started.stdout.destroy();
    const ended = once(started, 'exit');
    started.kill('SIGHUP'); // It says that it closes, into a pipe that is closed.
    expect(await ended).toEqual([0, null]);
    await expectNothingLeft(socket);
  });
});
