import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { loadScript } from '../load-script.ts';

interface Stamps {
  readonly digestOf: (root: string, names: readonly string[]) => string;
  readonly isStamped: (file: string, digest: string) => boolean;
  readonly stamp: (file: string, digest: string) => void;
}

const { digestOf, isStamped, stamp } = await loadScript<Stamps>('setup/stamps.mjs');

let root: string;
const NAMES = ['app', 'vite.config.ts', 'assets'];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'countersign-stamps-'));
  mkdirSync(join(root, 'app/kernel'), { recursive: true });
  writeFileSync(join(root, 'app/kernel/ids.ts'), 'one');
  writeFileSync(join(root, 'app/main.ts'), 'two');
  writeFileSync(join(root, 'vite.config.ts'), 'three');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('the digest of the sources', () => {
  const changes: readonly (readonly [string, () => void])[] = [
    ['the content of a nested file', () => writeFileSync(join(root, 'app/kernel/ids.ts'), 'ONE')],
    ['the name of a file', () => renameSync(join(root, 'app/main.ts'), join(root, 'app/start.ts'))],
    ['a new file', () => writeFileSync(join(root, 'app/kernel/more.ts'), '')],
    ['a removed file', () => rmSync(join(root, 'app/main.ts'))],
    ['a folder that appears', () => mkdirSync(join(root, 'assets'))],
    ['text that moves from one file to the next', () => moveText()],
  ];

  function moveText(): void {
    writeFileSync(join(root, 'app/kernel/ids.ts'), 'onet');
    writeFileSync(join(root, 'app/main.ts'), 'wo');
  }

  it.each(changes)('changes with %s', (_what, change) => {
    const before = digestOf(root, NAMES);
    change();
    expect(digestOf(root, NAMES)).not.toBe(before);
  });

  it('stays when only times change, and when a file outside changes', () => {
    const before = digestOf(root, NAMES);
    utimesSync(join(root, 'app/main.ts'), new Date(0), new Date(0));
    writeFileSync(join(root, 'README.md'), 'new');
    expect(digestOf(root, NAMES)).toBe(before);
  });
});

describe('a stamp', () => {
  it('holds for the digest it was made with and for no other', () => {
    const file = join(root, 'build/.stamp');
    expect(isStamped(file, 'abc')).toBe(false);
    stamp(file, 'abc');
    expect(isStamped(file, 'abc')).toBe(true);
    expect(isStamped(file, 'abd')).toBe(false);
  });
});
