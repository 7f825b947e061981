import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { expect, it } from 'vitest';

import { eventually, httpDoor, socketDoor, temporaryFolder } from '../main/node/agents-door/door-harness.ts';
import { bundledShim } from '../main/cli/shim-harness.ts';
import { claudeCode } from './claude-code-install.ts';

const run = promisify(execFile);

/** Claude Code with a home of its own, so that it neither reads nor changes the settings of whoever runs the tests. */
function claudeIn(program: string, home: string) {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  };
  return async (...args: readonly string[]) => (await run(program, args, { env, cwd: home, timeout: 60_000 })).stdout;
}

it('Claude Code connects to the shim, and doing so asks the person nothing', { timeout: 240_000 }, async (test) => {
  const installed = await claudeCode();
  // Skipping throws, so what follows has a program.
  const program = 'missing' in installed ? test.skip(installed.missing) : installed.program;
  const { folder, door, start } = await socketDoor();
  await start();
  const claude = claudeIn(program, temporaryFolder());
  const shim = await bundledShim(temporaryFolder());
  const command = [process.execPath, shim, '--agent', 'claude-code'];
  await claude('mcp', 'add', 'countersign', '-s', 'user', '-e', `COUNTERSIGN_HOME=${folder}`, '--', ...command);
  expect(await claude('mcp', 'list')).toMatch(/^countersign: .* Connected$/m);
  expect(door.everPresent.map(({ agent, client }) => [agent, client?.name])).toContainEqual([
    'claude-code',
    'claude-code',
  ]);
  expect(door.calls).toEqual([]);
  await eventually(() => door.present.size === 0);
});

it('Claude Code connects to the HTTP door with a bearer key', { timeout: 240_000 }, async (test) => {
  const installed = await claudeCode();
  // Skipping throws, so what follows has a program.
  const program = 'missing' in installed ? test.skip(installed.missing) : installed.program;
  const { http, key, door } = await httpDoor();
  const claude = claudeIn(program, temporaryFolder());
  const header = `Authorization: Bearer ${key}`;
  await claude('mcp', 'add', '--transport', 'http', '-s', 'user', 'countersign', http.url, '--header', header);
  expect(await claude('mcp', 'list')).toMatch(/^countersign: .* Connected$/m);
  expect(door.everPresent[0]).toMatchObject({ agent: 'claude', door: 'http', client: { name: 'claude-code' } });
  expect(door.calls).toEqual([]);
});
