import { inspect } from 'node:util';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { AppError } from '../../app/kernel/errors.ts';
import { Secret } from '../../app/kernel/secret.ts';
import type { EntryAddress, Vault } from '../../app/ports/vault.ts';

/** A Vault to test, with `secret` mounted as KV v2, and what the suite must be able to do to it. */
export interface OpenedVault {
  readonly vault: Vault;
  /** The same store seen by a session that may do nothing in it. */
  denied(): Promise<Vault>;
  /** The same store seen by a session that has ended. */
  expired(): Promise<Vault>;
  seal(): Promise<void>;
  stop(): Promise<void>;
  close(): Promise<void>;
}

const at = (path: string): EntryAddress => ({ mount: 'secret', path });
const secrets = (values: Record<string, string>): Record<string, Secret> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, new Secret(value)]));
const plain = (values: Readonly<Record<string, Secret>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value.reveal()]));
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof AppError ? error.code : `bug: ${String(error)}`),
  );

/** What every implementation of the port must do. */
export function describeVault(name: string, open: () => Promise<OpenedVault>): void {
  describe(`${name}, as a Vault`, () => {
    let opened: OpenedVault | undefined;
    let vault: Vault;
    beforeAll(async () => {
      opened = await open();
      ({ vault } = opened);
    });
    afterAll(() => opened?.close());

    describe('writing and reading', () => {
      test('creates an entry and reads it back', async () => {
        const written = await vault.write(at('rw/create'), secrets({ A: 'one', B: 'two' }), 0);
        expect(written.version).toBe(1);
        const read = await vault.read(at('rw/create'));
        expect(plain(read.values)).toEqual({ A: 'one', B: 'two' });
        expect(read).toMatchObject({ version: 1, createdAt: written.createdAt, custom: {} });
        expect(Date.parse(written.createdAt)).toBeGreaterThan(0);
      });

      test('keeps odd values and key names byte for byte', async () => {
        const odd = {
          EMPTY: '',
          LINES: 'a\r\nb\n',
          UNICODE: 'žluťoučký 🐎 \u2028',
          QUOTES: `"'\\$\{x}`,
          BIG: 'x'.repeat(100_000),
        };
        const values = Object.defineProperty(secrets(odd), '__proto__', { value: new Secret('p'), enumerable: true });
        await vault.write(at('rw/odd'), values, 0);
        const read = await vault.read(at('rw/odd'));
        expect(new Map(Object.entries(plain(read.values)))).toEqual(
          new Map([...Object.entries(odd), ['__proto__', 'p']]),
        );
        expect((await vault.keys(at('rw/odd'))).keys).toContain('__proto__');
      });

      test('hands values out as secrets that do not print', async () => {
        await vault.write(at('rw/hidden'), secrets({ A: 'canary-hidden' }), 0);
        const read = await vault.read(at('rw/hidden'));
        expect(inspect(read, { depth: 10 }) + JSON.stringify(read)).not.toContain('canary-hidden');
      });

      test('creates only where nothing is', async () => {
        await vault.write(at('rw/once'), secrets({ A: 'first' }), 0);
        expect(await codeOf(vault.write(at('rw/once'), secrets({ A: 'second' }), 0))).toBe('conflict');
        expect(plain((await vault.read(at('rw/once'))).values)).toEqual({ A: 'first' });
      });

      test('updates on the current version and keeps the older one', async () => {
        await vault.write(at('rw/update'), secrets({ A: '1', B: '1' }), 0);
        expect((await vault.write(at('rw/update'), secrets({ A: '2' }), 1)).version).toBe(2);
        expect(plain((await vault.read(at('rw/update'))).values)).toEqual({ A: '2' });
        expect(plain((await vault.read(at('rw/update'), 1)).values)).toEqual({ A: '1', B: '1' });
        expect((await vault.keys(at('rw/update'), 1)).keys.toSorted()).toEqual(['A', 'B']);
      });

      test('refuses a write made for an older version, or for one to come', async () => {
        await vault.write(at('rw/stale'), secrets({ A: '1' }), 0);
        await vault.write(at('rw/stale'), secrets({ A: '2' }), 1);
        expect(await codeOf(vault.write(at('rw/stale'), secrets({ A: '3' }), 1))).toBe('conflict');
        expect(await codeOf(vault.write(at('rw/stale'), secrets({ A: '3' }), 7))).toBe('conflict');
        expect(await codeOf(vault.write(at('rw/never-made'), secrets({ A: '3' }), 1))).toBe('conflict');
        expect((await vault.metadata(at('rw/stale'))).currentVersion).toBe(2);
      });

      test('lets exactly one of many writers of the same version win', async () => {
        const writers = Array.from({ length: 32 }, (_, n) => vault.write(at('rw/race'), secrets({ A: String(n) }), 0));
        const codes = await Promise.all(writers.map(codeOf));
        expect(codes.toSorted()).toEqual([...Array.from({ length: 31 }, () => 'conflict'), 'no error']);
      });

      test('lets a caller merge', async () => {
        await vault.write(at('rw/merge'), secrets({ A: '1', B: '1' }), 0);
        const { values, version } = await vault.read(at('rw/merge'));
        await vault.write(at('rw/merge'), { ...values, ...secrets({ B: '2', C: '2' }) }, version);
        expect(plain((await vault.read(at('rw/merge'))).values)).toEqual({ A: '1', B: '2', C: '2' });
      });

      test('gives key names without values', async () => {
        const written = await vault.write(at('rw/keys'), secrets({ A: 'canary-keys', B: '' }), 0);
        const keys = await vault.keys(at('rw/keys'));
        expect(keys).toEqual({ version: 1, createdAt: written.createdAt, keys: expect.anything(), custom: {} });
        expect(keys.keys.toSorted()).toEqual(['A', 'B']);
      });

      test('says not_found for what never was', async () => {
        await vault.write(at('rw/one-version'), secrets({ A: '1' }), 0);
        expect(await codeOf(vault.read(at('rw/nothing')))).toBe('not_found');
        expect(await codeOf(vault.keys(at('rw/nothing')))).toBe('not_found');
        expect(await codeOf(vault.metadata(at('rw/nothing')))).toBe('not_found');
        expect(await codeOf(vault.read(at('rw/one-version'), 2))).toBe('not_found');
        expect(await codeOf(vault.keys(at('rw/one-version'), 2))).toBe('not_found');
        expect(await codeOf(vault.read({ mount: 'no-such-mount', path: 'x' }))).toBe('not_found');
        expect(await codeOf(vault.keys({ mount: 'no-such-mount', path: 'x' }))).toBe('not_found');
      });

      test.each(['../sys/seal', 'a/../b', 'a/./b', 'a//b', '/a', 'a/', ''])('refuses the path "%s"', async (path) => {
        expect(await codeOf(vault.read(at(path)))).toBe('invalid_path');
        expect(await codeOf(vault.write(at(path), {}, 0))).toBe('invalid_path');
      });
    });

    describe('deleting', () => {
      test('hides a deleted newest version and keeps its metadata', async () => {
        await vault.write(at('del/newest'), secrets({ A: '1' }), 0);
        await vault.write(at('del/newest'), secrets({ A: '2' }), 1);
        await vault.remove(at('del/newest'));
        expect(await codeOf(vault.read(at('del/newest')))).toBe('not_found');
        expect(await codeOf(vault.keys(at('del/newest')))).toBe('not_found');
        const metadata = await vault.metadata(at('del/newest'));
        expect(metadata).toMatchObject({
          currentVersion: 2,
          versions: [{ version: 2, destroyed: false }, { version: 1 }],
        });
        expect(Date.parse(metadata.versions[0]?.deletedAt ?? '')).toBeGreaterThan(0);
        expect(metadata.versions[1]).not.toHaveProperty('deletedAt');
        expect(plain((await vault.read(at('del/newest'), 1)).values)).toEqual({ A: '1' });
      });

      test('needs the current version to write over a deleted one', async () => {
        await vault.write(at('del/over'), secrets({ A: '1' }), 0);
        await vault.remove(at('del/over'));
        expect(await codeOf(vault.write(at('del/over'), secrets({ A: '2' }), 0))).toBe('conflict');
        expect((await vault.write(at('del/over'), secrets({ A: '2' }), 1)).version).toBe(2);
      });

      test('brings a deleted version back as it was', async () => {
        await vault.write(at('del/back'), secrets({ A: 'same' }), 0);
        await vault.remove(at('del/back'));
        await vault.undelete(at('del/back'), [1]);
        expect(plain((await vault.read(at('del/back'))).values)).toEqual({ A: 'same' });
        expect((await vault.metadata(at('del/back'))).versions[0]).not.toHaveProperty('deletedAt');
      });

      test('deletes just the versions named', async () => {
        for (const version of [0, 1, 2]) await vault.write(at('del/some'), secrets({ A: String(version) }), version);
        await vault.remove(at('del/some'), [1, 3]);
        const { versions } = await vault.metadata(at('del/some'));
        expect(versions.map(({ version, deletedAt }) => [version, deletedAt !== undefined])).toEqual([
          [3, true],
          [2, false],
          [1, true],
        ]);
      });

      test('has nothing against deleting what is not there', async () => {
        await vault.remove(at('del/nothing'));
        await vault.undelete(at('del/nothing'), [1]);
        expect(await codeOf(vault.metadata(at('del/nothing')))).toBe('not_found');
      });
    });

    describe('listing', () => {
      test('names entries and folders, also where one is both', async () => {
        for (const path of ['list/a', 'list/a/deep/x', 'list/b/y', 'list/c']) await vault.write(at(path), {}, 0);
        expect((await vault.list('secret', 'list')).toSorted()).toEqual(['a', 'a/', 'b/', 'c']);
        expect((await vault.list('secret', 'list/')).toSorted()).toEqual(['a', 'a/', 'b/', 'c']);
        expect(await vault.list('secret', 'list/a')).toEqual(['deep/']);
        expect(await vault.list('secret', '')).toContain('list/');
      });

      test('is empty for a folder that is not there', async () => {
        expect(await vault.list('secret', 'nowhere')).toEqual([]);
        expect(await vault.list('secret', 'list/c/')).toEqual([]);
      });

      test('says not_found for a mount that is not there', async () => {
        expect(await codeOf(vault.list('no-such-mount', ''))).toBe('not_found');
      });
    });

    describe('custom metadata', () => {
      test('is merged, and null removes a name', async () => {
        await vault.write(at('note/merge'), secrets({ A: '1' }), 0);
        await vault.annotate(at('note/merge'), { countersign_plain: 'HOST,PORT', owner: 'me' });
        await vault.annotate(at('note/merge'), { owner: null, purpose: 'test' });
        const expected = { countersign_plain: 'HOST,PORT', purpose: 'test' };
        expect((await vault.metadata(at('note/merge'))).custom).toEqual(expected);
        expect((await vault.read(at('note/merge'))).custom).toEqual(expected);
        expect((await vault.keys(at('note/merge'))).custom).toEqual(expected);
        expect((await vault.metadata(at('note/merge'))).currentVersion).toBe(1);
      });

      test('can come before the entry, and outlives a write', async () => {
        await vault.annotate(at('note/first'), { owner: 'me', gone: null });
        expect(await vault.metadata(at('note/first'))).toMatchObject({ currentVersion: 0, custom: { owner: 'me' } });
        expect(await codeOf(vault.read(at('note/first')))).toBe('not_found');
        await vault.write(at('note/first'), secrets({ A: '1' }), 0);
        expect((await vault.read(at('note/first'))).custom).toEqual({ owner: 'me' });
      });
    });

    describe('sessions and state', () => {
      test('tells what it is and what the session may see', async () => {
        expect(await vault.health()).toMatchObject({ state: 'ready', product: 'openbao' });
        expect(await vault.mounts()).toEqual(['secret']);
        expect(await vault.tokenInfo()).toEqual({ policies: ['root'], ttlSeconds: 0, renewable: false });
      });

      test('says vault_denied where the session may not', async () => {
        const denied = await opened!.denied();
        expect(await codesOfAll(denied)).toEqual(new Set(['vault_denied']));
      });

      test('says session_expired where the session has ended', async () => {
        const expired = await opened!.expired();
        expect(await codesOfAll(expired)).toEqual(new Set(['session_expired']));
        expect(await codeOf(expired.tokenInfo())).toBe('session_expired');
        expect(await codeOf(expired.mounts())).toBe('session_expired');
      });
    });
  });

  describe(`${name}, in trouble`, () => {
    test('says sealed, then unavailable once it is gone', async () => {
      const opened = await open();
      try {
        await opened.seal();
        expect(await opened.vault.health()).toMatchObject({ state: 'sealed' });
        expect(await codesOfAll(opened.vault)).toEqual(new Set(['sealed']));
        await opened.stop();
        expect(await opened.vault.health()).toMatchObject({ state: 'unreachable' });
        expect(await codesOfAll(opened.vault)).toEqual(new Set(['unavailable']));
      } finally {
        await opened.close();
      }
    });
  });
}

async function codesOfAll(vault: Vault): Promise<Set<string>> {
  const address = at('codes/of-all');
  const calls = [
    vault.list('secret', ''),
    vault.metadata(address),
    vault.keys(address),
    vault.read(address),
    vault.write(address, secrets({ A: 'canary' }), 0),
    vault.remove(address),
    vault.remove(address, [1]),
    vault.undelete(address, [1]),
    vault.annotate(address, { a: 'b' }),
  ];
  return new Set(await Promise.all(calls.map(codeOf)));
}
