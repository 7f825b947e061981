import type { AppStatus } from '../../app/contract/ui/status.ts';
import type { Vault } from '../../app/ports/vault.ts';

export type ServerStatus = AppStatus['server'];

/** The vault server behind the app: the embedded OpenBao, or one that the person runs elsewhere. */
export interface ServerLink {
  status(): ServerStatus;
  /**
   * Brings the server up and keeps watching it; settles after the first attempt and never rejects: what went wrong is in
   * the status. `opened` is called with the vault whenever one is usable, and with null when it no longer is.
   */
  start(events: { readonly opened: (vault: Vault | null) => void; readonly changed: () => void }): Promise<void>;
  stop(): Promise<void>;
}
