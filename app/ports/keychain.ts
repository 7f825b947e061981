import type { Secret } from '../kernel/secret.ts';

/** Where this install's own key lies. */
export interface Keychain {
  /** For people: "key file (0600)", "login keychain". */
  readonly kind: 'key-file' | 'system' | 'passphrase' | 'memory';
  /** The install key, 64 hexadecimal digits; made on first use. Throws `unavailable` when it exists but cannot be read. */
  installKey(): Promise<Secret>;
}
