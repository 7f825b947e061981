import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createProcesses, type ChildProcesses } from '../../../../main/node/processes/processes.ts';
import { openGate, type GateWorld } from '../../../fakes/open-gate.ts';

let processes: ChildProcesses;
let world: GateWorld;
let folder: string;
beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'cs-run-')));
  const environment = { HOME: '/home/person', VAULT_TOKEN: 'never-this', NODE_OPTIONS: '--never', USER: 'person' };
  processes = createProcesses({ log: { write: () => undefined }, environment });
  world = await openGate({ processes });
  await world.put('mcp/cursor/shop/dev', { DB: 'hunter2-hunter2' });
});
afterEach(async () => {
  await processes.stopAll();
  rmSync(folder, { recursive: true, force: true });
});

async function run(input: object) {
  const workspace = { cwd: folder, path: '/usr/bin:/bin' };
  const call = world.agent().start('vault_run', { secrets: ['shop/dev/DB'], ...input }, { caller: { workspace } });
  while (world.book.pending().length === 0) await world.settle();
  await world.decide('approve');
  return call.answer;
}

describe('a real command', () => {
  it('has exactly the environment that it should have, with the value hidden in what it prints', async () => {
    const { stdout, redacted, exit_code: code } = await run({ command: ['env'] });
    expect(String(stdout).split('\n').toSorted()).toEqual([
      '',
      'DB=[REDACTED:DB]',
      'HOME=/home/person',
      'PATH=/usr/bin:/bin',
      'USER=person',
    ]);
    expect([redacted, code]).toEqual([{ DB: 1 }, 0]);
  });

  it('uses the value: it can print its length, from its folder and its input', async () => {
    const { stdout } = await run({
      command: ['sh', '-c', 'printf %s "$DB" | wc -c; pwd; cat'],
      stdin: 'from the input',
    });
    expect(stdout).toMatch(new RegExp(`^\\s*15\n${folder}\nfrom the input$`));
  });

  it('hides the value when it comes in pieces and in other forms', async () => {
    const script =
      'printf hunter2-; sleep 0.05; printf hunter2; printf %s "$DB" | base64; printf %s "$DB" | od -An -tx1 | tr -d " \\n"';
    const { stdout } = await run({ command: ['sh', '-c', script] });
    expect(stdout).not.toMatch(/hunter2|aHVudGVyMi|68756e74/);
    expect(stdout).toMatch(/^\[REDACTED:DB\]/);
  });

  it('is ended with all that it started when it is cancelled', async () => {
    const { job } = await run({ command: ['sh', '-c', 'echo $$; sleep 100 & wait'], background: true });
    const output = () => world.agent().call('vault_job', { id: job, action: 'output' });
    let pid = 0;
    while (pid === 0) {
      await new Promise((resolve) => void setTimeout(resolve, 20));
      pid = Number((await output())['stdout']);
    }
    await world.agent().call('vault_job', { id: job, action: 'cancel' });
    const { result } = await world.agent().call('vault_job', { id: job, action: 'wait' });
    expect(result).toMatchObject({ exit_code: null, signal: 'SIGTERM' });
    expect(() => process.kill(-pid, 0)).toThrow('ESRCH');
  });
});
