import { describe, expect, it } from 'vitest';

import {
  folderKey,
  foldersAbove,
  isSameAddress,
  parsePlaceKey,
  placeKey,
} from '../../../../renderer/features/secrets/address.ts';
import { keyProblem, pathProblem } from '../../../../renderer/features/secrets/names.ts';
import { randomValue } from '../../../../renderer/features/secrets/random-value.ts';

describe('pathProblem', () => {
  it.each([
    ['shop/development', null],
    ['a.b_c@d-e', null],
    ['', 'empty'],
    ['/a', 'slashes'],
    ['a/', 'slashes'],
    ['a//b', 'slashes'],
    ['a/../b', 'dots'],
    ['.', 'dots'],
    ['a b', 'characters'],
    ['ä', 'characters'],
    ['x'.repeat(65), 'segment_too_long'],
    ['x'.repeat(64), null],
    [Array.from({ length: 17 }, () => 'a').join('/'), 'too_long'],
  ])('of %j is %j', (path, expected) => {
    expect(pathProblem(path)).toBe(expected);
  });
});

describe('keyProblem', () => {
  it.each([
    ['DB_PASSWORD', null],
    ['', 'empty'],
    ['A B', 'characters'],
    ['line\nbreak', 'characters'],
    ['TAKEN', 'duplicate'],
    ['x'.repeat(129), 'too_long'],
  ])('of %j is %j', (key, expected) => {
    expect(keyProblem(key, ['TAKEN'])).toBe(expected);
  });
});

describe('addresses', () => {
  it('survive being written into a key', () => {
    for (const place of [{ kind: 'shared' } as const, { kind: 'agent', agent: 'claude-code' } as const]) {
      expect(parsePlaceKey(placeKey(place))).toEqual(place);
    }
    expect(parsePlaceKey('elsewhere')).toBeNull();
    expect(parsePlaceKey('own:')).toBeNull();
  });

  it('know the folders above them', () => {
    expect(foldersAbove('a/b/c')).toEqual(['a', 'a/b']);
    expect(foldersAbove('a')).toEqual([]);
  });

  it('differ by place', () => {
    const own = { place: { kind: 'agent', agent: 'a' }, path: 'x' } as const;
    expect(isSameAddress(own, { place: { kind: 'shared' }, path: 'x' })).toBe(false);
    expect(folderKey(own.place, 'x')).toBe('own:a/x');
  });
});

describe('randomValue', () => {
  it('takes no byte that would make some characters likelier', () => {
    let round = 0;
    const value = randomValue((bytes) => {
      round += 1;
      return bytes.fill(round === 1 ? 255 : 61);
    });
    expect(value).toBe('9'.repeat(32));
  });
});
