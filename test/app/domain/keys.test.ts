import { describe, expect, it } from 'vitest';

import { parseKey, variableName } from '../../../app/domain/keys.ts';

import { thrownCode } from './thrown.ts';

describe('a key name', () => {
  it.each(['KEY', 'api-key', 'a', '_x', '-', '0', 'k'.repeat(128)])('accepts %s', (key) => {
    expect(parseKey(key)).toBe(key);
  });

  it.each([
    ['K1', 'FOO BAR'],
    ['K2', 'FOO=BAR'],
    ['K4', ''],
    ['K8', 'k'.repeat(129)],
    ['K10', 'А'],
    ['a line break', 'KEY\n'],
    ['a dot', 'tls.crt'],
    ['a slash', 'a/b'],
    ['NUL', 'a\0'],
  ])('refuses %s', (_name, key) => {
    expect(thrownCode(() => parseKey(key))).toBe('bad_input');
  });

  it('K5 refuses every name that an object has by itself', () => {
    const inherited = Object.getOwnPropertyNames(Object.prototype);
    expect(inherited).toContain('isPrototypeOf');
    for (const name of [...inherited, 'prototype'])
      expect([name, thrownCode(() => parseKey(name))]).toEqual([name, 'bad_input']);
  });
});

describe('a variable name', () => {
  it.each([
    ['DB_PASSWORD', 'DB_PASSWORD'],
    ['db-password', 'db_password'],
    ['_x', '_x'],
    ['NODE_AUTH_TOKEN', 'NODE_AUTH_TOKEN'],
    ['GITHUB_TOKEN', 'GITHUB_TOKEN'],
    ['PATHOLOGY', 'PATHOLOGY'],
    ['AWS_SECRET_ACCESS_KEY', 'AWS_SECRET_ACCESS_KEY'],
    ['HTTPS_PROXY', 'HTTPS_PROXY'],
    ['HOMEPAGE', 'HOMEPAGE'],
    ['GIT_TOKEN', 'GIT_TOKEN'],
  ])('of %s is %s', (key, variable) => {
    expect(variableName(key)).toBe(variable);
  });

  it.each([
    'LD_PRELOAD',
    'LD_AUDIT',
    'DYLD_INSERT_LIBRARIES',
    'NODE_OPTIONS',
    'NODE_PATH',
    'PATH',
    'path',
    'Path',
    'BASH_ENV',
    'ENV',
    'IFS',
    'PROMPT_COMMAND',
    'PS4',
    'SHELLOPTS',
    'BASH_FUNC_x',
    'ZDOTDIR',
    'SHELL',
    'HOME',
    'PYTHONSTARTUP',
    'PYTHONPATH',
    'PERL5OPT',
    'PERL5LIB',
    'RUBYOPT',
    'RUBYLIB',
    'JAVA_TOOL_OPTIONS',
    'GLIBC_TUNABLES',
    'GIT_SSH',
    'GIT_SSH_COMMAND',
    'GIT_CONFIG_COUNT',
    'GIT_ASKPASS',
    'EDITOR',
    'PAGER',
    'SSH_ASKPASS',
    'VAULT_TOKEN',
    'BAO_ADDR',
    'COUNTERSIGN_HOME',
    'ELECTRON_RUN_AS_NODE',
    'LUA_INIT_5_4',
    'GIT_PROXY_COMMAND',
    'LESSOPEN',
    'MAKEFLAGS',
    'npm_config_script_shell',
    'RUSTC_WRAPPER',
    'DOTNET_STARTUP_HOOKS',
    'OPENSSL_CONF',
    'XDG_CONFIG_HOME',
    'ld-preload',
    'node-options',
  ])('K7 is never %s', (name) => {
    expect(thrownCode(() => variableName(name))).toBe('bad_input');
  });

  it.each(['1A', 'A B', 'A=B', '', 'А', 'A\n', 'a.b', 'A'.repeat(129)])('refuses %j', (name) => {
    expect(thrownCode(() => variableName(name))).toBe('bad_input');
  });

  it('K5 refuses names that an object has by itself', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect([name, thrownCode(() => variableName(name))]).toEqual([name, 'bad_input']);
    }
  });
});
