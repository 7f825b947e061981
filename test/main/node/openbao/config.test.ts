import { expect, it } from 'vitest';

import { downloaderEnvironment, serverEnvironment } from '../../../../main/node/openbao/child-environment.ts';
import { serverConfig } from '../../../../main/node/openbao/config.ts';
import { openBaoLayout } from '../../../../main/node/openbao/layout.ts';

const configOf = (home: string, changes: Partial<Parameters<typeof serverConfig>[0]> = {}): string => {
  const layout = openBaoLayout(home, { platform: 'linux', runtimeFolder: undefined, tempFolder: '/tmp' });
  return serverConfig({ layout, port: 1, clusterPort: 2, owner: { uid: 7, gid: 8 }, initialize: false, ...changes });
};

it('listens by the private socket and, behind client certificates, on loopback only', () => {
  const config = configOf('/home/me');
  expect(config.match(/listener "\w+"/g)).toEqual(['listener "tcp"', 'listener "unix"']);
  expect(config).toContain('tls_require_and_verify_client_cert = true');
  for (const [, address] of config.matchAll(/address = "([^"]*)"/g)) expect(address).toMatch(/^(127\.0\.0\.1:|\/)/);
});

it('names the audit file so that the home can be moved', () => {
  expect(configOf('/home/me')).toContain('file_path = "audit.log"');
});

it('has no socket where there are no owners of files', () => {
  expect(configOf('/home/me', { owner: null })).not.toContain('listener "unix"');
});

it('says what a fresh server holds only to a fresh server', () => {
  expect(configOf('/home/me')).not.toContain('initialize');
  expect(configOf('/home/me', { initialize: true })).toContain('initialize "countersign"');
});

it('keeps quotes and backslashes of a path inside their string', () => {
  expect(configOf('/home/a"b\\c')).toContain('path = "/home/a\\"b\\\\c/openbao/data"');
});

it('refuses a home that OpenBao would take for a variable', () => {
  expect(() => configOf('/home/${HOME}')).toThrow(/COUNTERSIGN_HOME|variable/);
});

it('passes the few names that a child needs and no other', () => {
  const env = {
    HOME: '/h',
    PATH: '/p',
    VAULT_TOKEN: 'x',
    JWT_HS256_SECRET: 'x',
    HTTPS_PROXY: 'http://p',
    BAO_TOKEN: 'x',
  };
  expect(serverEnvironment(env)).toEqual({ HOME: '/h' });
  expect(downloaderEnvironment(env)).toEqual({ HOME: '/h', PATH: '/p', HTTPS_PROXY: 'http://p' });
});
