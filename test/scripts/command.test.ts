import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ROOT } from './load-script.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-command-')));
  cpSync(join(ROOT, 'bin'), join(root, 'bin'), { recursive: true });
  cpSync(join(ROOT, 'scripts/setup'), join(root, 'scripts/setup'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

function build(file: string, code: string): void {
  mkdirSync(join(root, 'build/main'), { recursive: true });
  writeFileSync(join(root, 'build/package.json'), '{"type":"module"}');
  writeFileSync(join(root, 'build/main', file), code);
}

const start = (args: readonly string[]) =>
  spawn(process.execPath, [join(root, 'bin/countersign.cjs'), ...args], { cwd: tmpdir() });

async function ended(args: readonly string[]) {
  const child = start(args);
  const exit = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await exit) as [number | null];
  return { code, stdout, stderr, pid: child.pid };
}

describe('the command in a clone', () => {
  it.each([['mcp'], ['status']])('says in one line how to build when %s finds nothing built', async (word) => {
    const { code, stdout, stderr } = await ended([word]);
    expect(stderr).toBe(`Countersign is not built yet: run \`npm start\` once in ${root}.\n`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it('answers MCP in its own process, with nothing else on stdout', async () => {
    build('mcp-shim.cjs', 'process.stdout.write(JSON.stringify([process.pid, ...process.argv.slice(2)]));');
    const { stdout, pid } = await ended(['mcp', '--agent', 'claude']);
    expect(JSON.parse(stdout)).toEqual([pid, 'mcp', '--agent', 'claude']);
  });

  it('passes arguments, folder and exit code of every other word through', async () => {
    build(
      'cli.js',
      'process.stdout.write(JSON.stringify([process.cwd(), ...process.argv.slice(2)])); process.exitCode = 4;',
    );
    const { code, stdout } = await ended(['secret', 'list', '--', 'a b']);
    expect(JSON.parse(stdout)).toEqual([realpathSync(tmpdir()), 'secret', 'list', '--', 'a b']);
    expect(code).toBe(4);
  });

  it('passes a signal on, and waits for what the app does with it', async () => {
    build(
      'cli.js',
      "process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); process.stdout.write('ready');",
    );
    const child = start(['serve']);
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([7, null]);
  });

  it('ends by the signal that ended the app', async () => {
    build('cli.js', "process.kill(process.pid, 'SIGKILL');");
    const child = start(['serve']);
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  });
});
