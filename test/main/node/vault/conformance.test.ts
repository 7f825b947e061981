import { Secret } from '../../../../app/kernel/secret.ts';
import type { Vault } from '../../../../app/ports/vault.ts';
import type { VaultOptions } from '../../../../main/node/vault/connection.ts';
import { createVault } from '../../../../main/node/vault/create-vault.ts';
import { describeVault, type OpenedVault } from '../../../conformance/vault.ts';
import { createMemoryVault } from '../../../fakes/memory-vault.ts';
import { type BaoServer, startBao } from './bao-server.ts';

async function openReal(route: (server: BaoServer) => Omit<VaultOptions, 'token'>): Promise<OpenedVault> {
  const server = await startBao();
  const opened: { close(): void }[] = [];
  const as = (token: string): Vault => {
    const vault = createVault({ ...route(server), token: () => Promise.resolve(new Secret(token)) });
    opened.push(vault);
    return vault;
  };
  return {
    vault: as(server.rootToken),
    denied: async () => as(await server.mint({ policies: ['default'] })),
    expired: async () => {
      const token = await server.mint({ policies: ['default'] });
      await server.ask('POST', 'auth/token/revoke', { body: { token } });
      return as(token);
    },
    seal: async () => void (await server.ask('PUT', 'sys/seal')),
    stop: () => server.stop(),
    close: async () => {
      for (const vault of opened) vault.close();
      await server.stop();
    },
  };
}

async function openMemory(): Promise<OpenedVault> {
  const vault = createMemoryVault();
  const failing = (code: 'vault_denied' | 'session_expired') => {
    const other = createMemoryVault();
    other.failWith(code);
    return Promise.resolve(other);
  };
  return {
    vault,
    denied: () => failing('vault_denied'),
    expired: () => failing('session_expired'),
    seal: async () => vault.failWith('sealed'),
    stop: async () => vault.failWith('unavailable'),
    close: () => Promise.resolve(),
  };
}

describeVault('the fake in memory', openMemory);
describeVault('OpenBao over TCP', () => openReal(({ address }) => ({ baseUrl: address })));
describeVault('OpenBao over a unix socket', () =>
  openReal(({ socketPath }) => ({ baseUrl: 'http://localhost', socketPath })),
);
