import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ROOT } from './load-script.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'countersign-layers-'));
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  copyFileSync(join(ROOT, 'package.json'), join(root, 'package.json'));
  put('tsconfig.base.json', '{}');
  put('app/kernel/digest.ts', 'export type Digest = string;');
  put('app/kernel/ids.ts', "import type { Digest } from './digest.ts'; export type Id = Digest;");
  put('app/features/secrets/read-secret.ts', 'export const readSecret = 1;');
  put('app/features/agents/agent.ts', 'export interface Agent { name: string }');
  put('main/node/vault.ts', 'export const vault = 1;');
  for (let index = 0; index < 45; index += 1) put(`app/domain/rule-${index}.ts`, `export const rule = ${index};`);
});
afterEach(() => rmSync(root, { recursive: true }));

function put(file: string, content: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), `${content}\n`);
}

function cruise(): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, 'scripts/layers.mjs'), root], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

describe('the gate over the layers', () => {
  it('passes a tree that keeps the rules', async () => {
    const { code, output } = await cruise();
    expect(output).toContain('no dependency violations');
    expect(code).toBe(0);
  });

  it.each([
    ['app-is-pure', 'app/domain/rule-1.ts', "import { readFile } from 'node:fs'; export const a = readFile;"],
    [
      'app-knows-no-outside',
      'app/domain/rule-1.ts',
      "import { vault } from '../../main/node/vault.ts'; export const a = vault;",
    ],
    ['app-knows-no-outside', 'app/domain/rule-1.ts', "export const a = () => import('../../main/node/vault.ts');"],
    ['app-npm-allowlist', 'app/domain/rule-1.ts', "import { useState } from 'react'; export const a = useState;"],
    [
      'no-cross-feature',
      'app/features/secrets/list.ts',
      "import type { Agent } from '../agents/agent.ts'; export type A = Agent;",
    ],
    ['electron-stays-in-its-folder', 'main/node/window.ts', "import { app } from 'electron'; export const a = app;"],
    [
      'renderer-sees-only-contract',
      'renderer/page.tsx',
      "import { rule } from '../app/domain/rule-1.ts'; export const a = rule;",
    ],
    ['no-cycles', 'app/kernel/digest.ts', "import type { Id } from './ids.ts'; export type Digest = Id;"],
  ])('reports %s planted in %s', async (rule, file, content) => {
    put(file, content);
    const { code, output } = await cruise();
    expect(output).toContain(`error ${rule}: ${file}`);
    expect(code).toBe(1);
  });

  it('fails when it looked at so few files that it proves nothing', async () => {
    rmSync(join(root, 'app/domain'), { recursive: true });
    const { code, output } = await cruise();
    expect(output).toContain('proves nothing');
    expect(code).toBe(1);
  });
});
