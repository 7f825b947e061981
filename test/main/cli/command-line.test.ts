import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ROOT } from '../../stories/running-app.ts';

let folder: string;
beforeAll(() => void (folder = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-line-')))));
afterAll(() => rmSync(folder, { recursive: true }));

/** The command from the sources of a clone, with no app running. */
async function command(args: readonly string[], { root = ROOT, cwd = ROOT, env: more = {} } = {}) {
  const env = { ...process.env, COUNTERSIGN_HOME: join(folder, 'home'), ...more };
  const child = spawn(process.execPath, [join(root, 'main', 'cli', 'main.ts'), ...args], { env, cwd });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.end();
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

describe('an error as JSON', () => {
  let clone: string;
  beforeAll(() => {
    clone = join(folder, 'my code');
    for (const part of ['app', 'main', 'bin', 'assets', 'package.json']) {
      cpSync(join(ROOT, part), join(clone, part), { recursive: true });
    }
    mkdirSync(join(clone, 'scripts'));
    cpSync(join(ROOT, 'scripts', 'start.mjs'), join(clone, 'scripts', 'start.mjs'));
    symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  });

  it('is JSON where the advice names a clone whose path has a space in it', async () => {
    const { code, stderr } = await command(['nonsense', '--json'], { root: clone, cwd: folder });
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toEqual({
      code: 'bad_input',
      message: 'There is no such command.',
      next: `Run \`node "${join(clone, 'bin', 'countersign.cjs')}" --help\` for all of them.`,
    });
  });
});

describe('help', () => {
  it('names every command, and how to see the options of one', async () => {
    const { code, stdout } = await command(['--help']);
    expect(code).toBe(0);
    for (const name of ['serve', 'open', 'status', 'demo', 'mcp', 'secret history', 'agent key']) {
      expect(stdout).toContain(`countersign ${name}`);
    }
    expect(stdout).toContain('npx countersign COMMAND --help');
  });

  it('of a group is about its commands and their options alone', async () => {
    const { code, stdout } = await command(['secret', '--help']);
    expect(code).toBe(0);
    for (const name of ['list', 'create', 'update', 'history']) expect(stdout).toContain(`countersign secret ${name}`);
    expect(stdout).toContain('--generate');
    expect(stdout).not.toMatch(/countersign (serve|agent)/);
  });

  it.each([
    [['secret', 'create', '--help']],
    [['secret', 'create', 'app/dev/KEY', '-h']],
    [['help', 'secret', 'create']],
  ])('of a command is its usage, what it does, and its options: %j', async (args) => {
    const { code, stdout } = await command(args);
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'npx countersign secret create APP/ENVIRONMENT/NAME [--generate [--length N]]',
      '  store a new key; the value comes from a prompt or standard input',
      '',
      '  --generate  make a random value that nobody sees',
      '  --length N  its length, 8 to 512 (default 32)',
      '  --json      output that programs read',
      '',
    ]);
  });

  it('tells the options of a command without a group too', async () => {
    expect((await command(['open', '--help'])).stdout).toContain('--print  print the address instead of opening it');
  });

  it('is all of it where the words name no command', async () => {
    expect((await command(['nonsense', '--help'])).stdout).toContain('Exit codes');
  });
});

describe('a group of commands', () => {
  it('alone is answered with its help on standard error, with code 2', async () => {
    for (const group of ['secret', 'agent']) {
      const help = await command([group, '--help']);
      expect(await command([group])).toEqual({ code: 2, stdout: '', stderr: help.stdout });
    }
  });

  it.each([[['secret', '--json']], [['secret', 'nonsense', '--json']]])(
    'is named where none of its commands is: %j',
    async (args) => {
      const { code, stdout, stderr } = await command(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(JSON.parse(stderr)).toEqual({
        code: 'bad_input',
        message: 'There is no such command.',
        next: 'Run `npx countersign secret --help` for those of this group.',
      });
    },
  );
});

describe('an option', () => {
  it.each([
    [['--lenght', '40'], 'There is no such option.'],
    [['--length'], 'An option lacks its value, or has one that it does not take.'],
    [['--generate=yes'], 'An option lacks its value, or has one that it does not take.'],
  ])('that is wrong is told with the usage: %j', async (options, message) => {
    const { code, stderr } = await command(['secret', 'create', 'app/dev/KEY', ...options]);
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`^${message}\nUsage: npx countersign secret create `));
  });
});

describe('a length', () => {
  it.each(['', '7', '513', '3', '8.5', '1e2', '0x20', ' 16', '-9', 'many'])(
    'that is no whole number from 8 to 512 is refused before anything is asked: "%s"',
    async (length) => {
      const args = ['secret', 'create', 'app/dev/KEY', '--generate', `--length=${length}`];
      const { code, stdout, stderr } = await command(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^--length is a whole number from 8 to 512\.\nUsage: npx countersign secret create /);
    },
  );

  it.each(['8', '512'])('of %s is one', async (length) => {
    const { stderr } = await command(['secret', 'create', 'app/dev/KEY', '--generate', '--length', length]);
    expect(stderr).toContain('Countersign is not running.');
  });

  it.each([['create'], ['update']])('that secret %s would not use is refused', async (verb) => {
    const { code, stderr } = await command(['secret', verb, 'app/dev/KEY', '--length', '40']);
    expect(code).toBe(2);
    expect(stderr).toContain('--generate');
  });
});

describe('a log level', () => {
  it('that there is not keeps the app from starting, and the levels are named', async () => {
    const { code, stdout, stderr } = await command(['serve'], { env: { LOG_LEVEL: 'loud' } });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('LOG_LEVEL is no level of the log.\nUse debug, info, warn or error.\n');
  });
});
