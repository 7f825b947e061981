import { embeddedLink } from '../core/embedded-link.ts';
import type { CorePorts } from '../core/ports.ts';
import { remoteLink } from '../core/remote-link.ts';
import type { ServerLink } from '../core/server-link.ts';
import { readBaoPins } from '../node/openbao/pins.ts';
import { createVaultFromEnvironment } from '../node/vault/environment.ts';

export interface ServerChoice {
  readonly ports: CorePorts;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  readonly pinsFile: string;
  readonly cacheFolder: string;
}

/** The server that VAULT_ADDR names, else the embedded OpenBao. */
export async function chooseServer({ ports, env, home, pinsFile, cacheFolder }: ServerChoice): Promise<ServerLink> {
  const { clock, log, random, keychain } = ports;
  const session = await createVaultFromEnvironment(env, { clock, log });
  // The session holds it now; whatever starts later has no use for it in its environment.
  delete env['VAULT_TOKEN'];
  if (session !== null) return remoteLink({ address: env['VAULT_ADDR'] ?? '', session, clock });
  const pins = await readBaoPins(pinsFile);
  return embeddedLink({ clock, log, random, keychain }, { home, env, pins, cacheFolder });
}
