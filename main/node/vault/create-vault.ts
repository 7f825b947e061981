import type { Vault } from '../../../app/ports/vault.ts';
import { type Connection, openConnection, type VaultOptions } from './connection.ts';
import { readingOver } from './entry-reading.ts';
import { writingOver } from './entry-writing.ts';
import { stateOver } from './server-state.ts';

/** A KV v2 store on a Vault or OpenBao server. Throws `bad_input` for an address that a token must not be sent to. */
export function createVault(options: VaultOptions): Vault & { close(): void } {
  const connection = openConnection(options);
  return { ...vaultOver(connection), close: () => connection.close() };
}

export const vaultOver = (connection: Connection): Vault => ({
  ...stateOver(connection),
  ...readingOver(connection),
  ...writingOver(connection),
});
