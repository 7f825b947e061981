import { AppError } from '../../app/kernel/errors.ts';
import type { Vault } from '../../app/ports/vault.ts';

/** The vault that is open now. Until there is one every call says so, and callers need not know that it changes. */
export class SwitchedVault implements Vault {
  #current: Vault | null = null;

  use(vault: Vault | null): void {
    this.#current = vault;
  }

  readonly health: Vault['health'] = async () => {
    if (this.#current === null) return { state: 'unreachable', detail: 'The vault is not open yet.' };
    return this.#current.health();
  };

  readonly tokenInfo: Vault['tokenInfo'] = async () => this.#open().tokenInfo();
  readonly list: Vault['list'] = async (...rest) => this.#open().list(...rest);
  readonly metadata: Vault['metadata'] = async (...rest) => this.#open().metadata(...rest);
  readonly keys: Vault['keys'] = async (...rest) => this.#open().keys(...rest);
  readonly read: Vault['read'] = async (...rest) => this.#open().read(...rest);
  readonly write: Vault['write'] = async (...rest) => this.#open().write(...rest);
  readonly remove: Vault['remove'] = async (...rest) => this.#open().remove(...rest);
  readonly undelete: Vault['undelete'] = async (...rest) => this.#open().undelete(...rest);
  readonly annotate: Vault['annotate'] = async (...rest) => this.#open().annotate(...rest);
  readonly mounts: Vault['mounts'] = async () => this.#open().mounts();

  #open(): Vault {
    if (this.#current !== null) return this.#current;
    throw new AppError('unavailable', 'The vault is not open yet.', {
      // Read by an agent, in the app and in a terminal alike.
      next: 'Try again once it is. What it waits for, and what helps, stands in vault_status, under Overview in the app, and in `npx countersign status`.',
    });
  }
}
