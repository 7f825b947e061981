import { describe, expect, it } from 'vitest';

import { baseEnvironment } from '../../../../main/node/processes/base-environment.ts';

const shared = {
  HOME: '/home/p',
  USER: 'p',
  LOGNAME: 'p',
  SHELL: '/bin/bash',
  LANG: 'de_DE.UTF-8',
  LC_ALL: 'C',
  LC_TIME: 'de_DE',
  TZ: 'Europe/Berlin',
  TERM: 'xterm',
  TMPDIR: '/tmp',
  XDG_RUNTIME_DIR: '/run/user/1',
  XDG_CONFIG_HOME: '/home/p/.config',
  SSH_AUTH_SOCK: '/run/ssh',
  HTTP_PROXY: 'http://proxy',
  https_proxy: 'http://proxy',
  NO_PROXY: 'localhost',
};
const kept = {
  PATH: '/usr/bin',
  VAULT_TOKEN: 'x',
  VAULT_HTTP_PROXY: 'x',
  VAULT_PROXY: 'x',
  BAO_PROXY: 'x',
  COUNTERSIGN_HOME: 'x',
  COUNTERSIGN_PROXY: 'x',
  NODE_OPTIONS: '--require x',
  LD_PRELOAD: 'x',
  ELECTRON_RUN_AS_NODE: '1',
  AWS_SECRET_ACCESS_KEY: 'x',
  API_KEYS_JSON: '{}',
  PYTHONPATH: 'x',
  BASH_ENV: 'x',
  MY_XDG_THING: 'x',
  LCD: 'x',
  PROXY: 'x',
  Http_Proxy: 'x',
};

describe('the base environment', () => {
  it('has exactly the names of the list', () => {
    expect(baseEnvironment({ ...shared, ...kept, EMPTY: undefined }, 'linux')).toEqual(shared);
  });

  it('has what programs need on Windows, only there', () => {
    const windows = { SystemRoot: 'C:\\Windows', USERPROFILE: 'C:\\Users\\p' };
    expect(baseEnvironment({ ...windows, Path: 'x' }, 'win32')).toEqual(windows);
    expect(baseEnvironment(windows, 'linux')).toEqual({});
  });
});
