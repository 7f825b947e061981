import { describe, expect, it } from 'vitest';

import { parseKeyReference, parsePathReference, parseRunSecrets } from '../../../app/domain/references.ts';

import { thrownCode } from './thrown.ts';

describe('a reference to an entry', () => {
  it.each([
    ['app/dev', { forced: null, path: 'app/dev' }],
    ['own:app/dev', { forced: 'own', path: 'app/dev' }],
    ['shared:app/dev', { forced: 'shared', path: 'app/dev' }],
    ['shared:own', { forced: 'shared', path: 'own' }],
  ])('reads %s', (text, reference) => {
    expect(parsePathReference(text)).toEqual(reference);
  });

  it.each(['own:', 'shared:', 'own:own:app', 'shared:own:app', 'OWN:app', 'own: app', 'other:app', 'own:/app'])(
    'refuses %s',
    (text) => {
      expect(thrownCode(() => parsePathReference(text))).toBe('invalid_path');
    },
  );

  it('may be the top of a place where that is meant', () => {
    expect(parsePathReference('shared:', { allowTop: true })).toEqual({ forced: 'shared', path: '' });
    expect(parsePathReference('', { allowTop: true })).toEqual({ forced: null, path: '' });
  });
});

describe('a reference to a key', () => {
  it.each([
    ['app/dev/KEY', { forced: null, path: 'app/dev', key: 'KEY' }],
    ['shared:app/KEY', { forced: 'shared', path: 'app', key: 'KEY' }],
    ['own:a/b/c/KEY-1', { forced: 'own', path: 'a/b/c', key: 'KEY-1' }],
  ])('reads %s', (text, reference) => {
    expect(parseKeyReference(text)).toEqual(reference);
  });

  it.each([
    ['KEY', 'bad_input'],
    ['/KEY', 'bad_input'],
    ['own:KEY', 'bad_input'],
    ['app/', 'bad_input'],
    ['app/dev/KEY.pem', 'bad_input'],
    ['app//KEY', 'invalid_path'],
    ['../KEY', 'invalid_path'],
    ['app/own:dev/KEY', 'invalid_path'],
  ])('refuses %s with %s', (text, code) => {
    expect(thrownCode(() => parseKeyReference(text))).toBe(code);
  });
});

describe('the secrets of a command', () => {
  it('completes bare names with app and environment', () => {
    expect(parseRunSecrets({ secrets: ['DB_PASSWORD', 'own:TOKEN'], app: 'shop', environment: 'dev' })).toEqual([
      { variable: 'DB_PASSWORD', reference: { forced: null, path: 'shop/dev', key: 'DB_PASSWORD' } },
      { variable: 'TOKEN', reference: { forced: 'own', path: 'shop/dev', key: 'TOKEN' } },
    ]);
  });

  it('takes a one-segment entry from app alone', () => {
    expect(parseRunSecrets({ secrets: ['TOKEN'], app: 'github' })).toMatchObject([{ reference: { path: 'github' } }]);
  });

  it('leaves whole references as they are, whatever app says', () => {
    expect(parseRunSecrets({ secrets: ['shared:blog/prod/KEY'], app: 'shop', environment: 'dev' })).toEqual([
      { variable: 'KEY', reference: { forced: 'shared', path: 'blog/prod', key: 'KEY' } },
    ]);
  });

  it('renames, with references and bare names alike', () => {
    expect(
      parseRunSecrets({ secrets: { PGPASSWORD: 'shop/dev/DB', SECOND: 'OTHER' }, app: 'blog', environment: 'dev' }),
    ).toEqual([
      { variable: 'PGPASSWORD', reference: { forced: null, path: 'shop/dev', key: 'DB' } },
      { variable: 'SECOND', reference: { forced: null, path: 'blog/dev', key: 'OTHER' } },
    ]);
  });

  it('makes a variable of a key with hyphens', () => {
    expect(parseRunSecrets({ secrets: ['app/dev/api-key'] })).toMatchObject([{ variable: 'api_key' }]);
  });

  it('may be none', () => {
    expect(parseRunSecrets({ secrets: [] })).toEqual([]);
    expect(parseRunSecrets({ secrets: {} })).toEqual([]);
  });

  it.each([
    ['a bare name without app', { secrets: ['KEY'] }],
    ['a bare name with an environment alone', { secrets: ['KEY'], environment: 'dev' }],
    ['two equal names', { secrets: ['a/one/KEY', 'a/two/KEY'] }],
    ['names that differ in case only', { secrets: { Token: 'a/b/X', TOKEN: 'a/b/Y' } }],
    ['names that become equal', { secrets: ['a/b/api-key', 'a/b/api_key'] }],
    ['K2 a variable with =', { secrets: { 'A=B': 'a/b/KEY' } }],
    ['K1 a variable with a space', { secrets: { 'A B': 'a/b/KEY' } }],
    ['a variable that starts with a digit', { secrets: ['a/b/1KEY'] }],
    ['K4 an empty variable', { secrets: { '': 'a/b/KEY' } }],
    ['K5 a variable that means something to objects', { secrets: JSON.parse('{"__proto__": "a/b/KEY"}') }],
  ])('refuses %s', (_name, input) => {
    expect(thrownCode(() => parseRunSecrets(input))).toBe('bad_input');
  });

  it('refuses an app with dots for its path', () => {
    expect(thrownCode(() => parseRunSecrets({ secrets: ['KEY'], app: '..', environment: 'dev' }))).toBe('invalid_path');
    expect(thrownCode(() => parseRunSecrets({ secrets: ['KEY'], app: 'shared:shop' }))).toBe('invalid_path');
  });
});
