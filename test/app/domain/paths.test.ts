import { posix } from 'node:path';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { entryName, isWithin, parsePath, storedPath } from '../../../app/domain/paths.ts';

import { rounds } from './rounds.ts';
import { thrownCode, thrownText } from './thrown.ts';

const LAYOUT = { mount: 'secret', prefix: 'mcp' };

/** Numbers as in the list of adversarial inputs. */
const REFUSED: readonly (readonly [string, string])[] = [
  ['P1 parent', '../other'],
  ['P2 parent inside', 'a/../../b'],
  ['P2 dot inside', 'a/./b'],
  ['P2 parent at the end', 'a/..'],
  ['P4 empty segment', 'a//b'],
  ['P5 leading slash', '/a'],
  ['P5 trailing slash', 'a/'],
  ['P5 slash alone', '/'],
  ['P7 encoded dots', '%2e%2e/b'],
  ['P8 doubly encoded dots', '%252e%252e'],
  ['P10 backslashes', String.raw`a\..\b`],
  ['P11 path parameter', 'a/..;/b'],
  ['P13 full width', 'ａ／ｂ'],
  ['P14 fraction slash', 'a\u2044b'],
  ['P16 zero width', 'a\u200b/b'],
  ['P17 combining accent', 'e\u0301'],
  ['P17 composed accent', 'é'],
  ['P20 plus', '+'],
  ['P20 star', '*'],
  ['P20 plus inside', 'team/+/x'],
  ['P20 star at the end', 'secret/*'],
  ['P22 long segment', 'a'.repeat(600)],
  ['P22 segment one too long', 'a'.repeat(65)],
  ['P23 many segments', Array(200).fill('a').join('/')],
  ['P23 one segment too many', Array(17).fill('a').join('/')],
  ['513 bytes', Array(8).fill('a'.repeat(64)).join('/').slice(0, 449) + 'a'.repeat(64)],
  ['NUL', 'a\0b'],
  ['line break at the end', 'a\n'],
  ['space', 'a b'],
  ['colon', 'own:a'],
  ['question mark', 'a?version=1'],
  ['hash', 'a#b'],
  ['Cyrillic letter', 'а'],
  ['empty', ''],
];

describe('an entry path', () => {
  it.each(REFUSED)('refuses %s', (_name, path) => {
    expect(thrownCode(() => parsePath(path))).toBe('invalid_path');
  });

  it.each([
    ['P19 upper case, kept as it is', 'Team-A/x'],
    ['P25 words of the server’s API', 'metadata/x'],
    ['P26 reserved words', 'sys/raw'],
    ['all allowed characters', 'A.z_0@-/b'],
    ['dots that are no parent', '.../..a/a..'],
    ['16 segments', Array(16).fill('a').join('/')],
    ['a segment of 64', 'a'.repeat(64)],
  ])('accepts %s', (_name, path) => {
    expect(parsePath(path)).toBe(path);
  });

  it('has at most 512 bytes', () => {
    const full = [...Array(7).fill('a'.repeat(64)), 'a'.repeat(57)].join('/');
    expect(full).toHaveLength(512);
    expect(parsePath(full)).toBe(full);
    expect(thrownCode(() => parsePath(`${full}a`))).toBe('invalid_path');
  });

  it('may be empty only where the top is meant', () => {
    expect(parsePath('', { allowTop: true })).toBe('');
    expect(thrownCode(() => parsePath('.', { allowTop: true }))).toBe('invalid_path');
  });

  it('says how to write a path and does not repeat the bad one', () => {
    const text = thrownText(() => parsePath('../CANARY'));
    expect(text).toMatch(/app\/development/);
    expect(text).not.toContain('CANARY');
  });

  it('is the same to every reader once it is accepted', () => {
    const piece = fc.constantFrom(
      'a',
      'B',
      '0',
      '.',
      '..',
      '/',
      '//',
      '%2e',
      '%',
      '\\',
      ';',
      '+',
      '*',
      '?',
      '#',
      '@',
      '-',
      '_',
      ':',
      ' ',
      '\0',
      '\n',
      '\u200b',
      '\u2044',
      '／',
      'é',
      'e\u0301',
      '~',
      '{',
      '\ud800',
      'app',
      'development',
    );
    const path = fc.oneof(
      fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join('')),
      fc.string({ unit: 'binary', maxLength: 40 }),
    );
    let accepted = 0;
    fc.assert(
      fc.property(path, (text) => {
        if (thrownCode(() => parsePath(text)) !== 'nothing') return;
        accepted += 1;
        expect(posix.normalize(text)).toBe(text);
        expect(decodeURIComponent(text)).toBe(text);
        expect(text.normalize('NFKC')).toBe(text);
        const stored = storedPath(LAYOUT, { kind: 'own', agent: 'cursor' }, text);
        expect(new URL(`http://vault.test/v1/secret/data/${stored}`).pathname).toBe(`/v1/secret/data/${stored}`);
        expect(posix.resolve('/', stored).startsWith('/mcp/cursor/')).toBe(true);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(512);
      }),
      { numRuns: rounds(5000, 200_000) },
    );
    expect(accepted).toBeGreaterThan(rounds(5000, 200_000) / 100);
  });
});

describe('the place of an entry', () => {
  it('keeps agents and the shared space apart below one prefix', () => {
    expect(storedPath(LAYOUT, { kind: 'own', agent: 'cursor' }, 'app/dev')).toBe('mcp/cursor/app/dev');
    expect(storedPath(LAYOUT, { kind: 'shared' }, 'app/dev')).toBe('mcp/_shared/app/dev');
    expect(storedPath(LAYOUT, { kind: 'shared' }, '')).toBe('mcp/_shared');
    expect(entryName({ kind: 'own', agent: 'a' }, 'x')).not.toBe(entryName({ kind: 'own', agent: 'b' }, 'x'));
  });

  it('leaves an agent no path into another agent or the shared space', () => {
    for (const path of ['_shared/app', 'cursor/app', 'metadata/mcp/_shared/app']) {
      expect(storedPath(LAYOUT, { kind: 'own', agent: 'claude' }, parsePath(path))).toBe(`mcp/claude/${path}`);
    }
  });

  it('is compared by segments', () => {
    expect(isWithin('app/dev', 'app')).toBe(true);
    expect(isWithin('app', 'app')).toBe(true);
    expect(isWithin('app-evil/dev', 'app')).toBe(false);
    expect(isWithin('app', 'app/dev')).toBe(false);
  });
});
