import { Secret } from '../../app/kernel/secret.ts';
import type { Vault } from '../../app/ports/vault.ts';
import { createEmbeddedBao, type EmbeddedBaoDeps, type EmbeddedBaoOptions } from '../node/openbao/embedded-bao.ts';
import type { BaoProgress } from '../node/openbao/fetch-binary.ts';
import { createVault } from '../node/vault/create-vault.ts';

import type { ServerLink, ServerStatus } from './server-link.ts';

const ADDRESS = 'on this machine';

/** The app's own OpenBao: started with the app, watched, and opened anew after each restart of it. */
export function embeddedLink(deps: EmbeddedBaoDeps, options: EmbeddedBaoOptions): ServerLink {
  const bao = createEmbeddedBao(deps, options);
  let vault: (Vault & { close(): void }) | null = null;
  let progress: BaoProgress | null = null;
  let stopListening = (): void => undefined;

  const open = (): Vault => {
    vault?.close();
    const { tls, ...connection } = bao.connection();
    vault = createVault({
      ...connection,
      ...(tls === undefined ? {} : { tls: { ...tls, key: new Secret(tls.key) } }),
      token: () => bao.token(),
    });
    return vault;
  };

  return {
    status: () => statusOf(bao.status(), progress),
    async start({ opened, changed }) {
      stopListening = bao.onStatus(({ state }) => {
        opened(state === 'ready' ? open() : null);
        changed();
      });
      try {
        await bao.start((now) => {
          progress = now;
          changed();
        });
      } catch (error) {
        deps.log.write('warn', 'openbao.start_failed', { error });
      } finally {
        progress = null;
        changed();
      }
    },
    async stop() {
      stopListening();
      vault?.close();
      await bao.stop();
    },
  };
}

type BaoStatus = ReturnType<ReturnType<typeof createEmbeddedBao>['status']>;

function statusOf(status: BaoStatus, progress: BaoProgress | null): ServerStatus {
  const share = progress?.bytes === undefined || progress.total === undefined ? null : progress.bytes / progress.total;
  return {
    kind: 'embedded',
    address: ADDRESS,
    product: 'openbao',
    state: stateOf(status),
    ...(share === null ? {} : { progress: Math.min(1, share) }),
    ...(status.binary === undefined ? {} : { version: status.binary.version }),
    ...(status.binary?.pinned === false ? { foreignProgram: status.binary.path } : {}),
    ...(status.detail === '' ? {} : { detail: status.detail }),
    ...(status.next === undefined ? {} : { next: status.next }),
  };
}

function stateOf({ state, code }: BaoStatus): ServerStatus['state'] {
  if (code === 'bao_missing' || code === 'bao_refused') return 'missing';
  return state === 'stopped' ? 'starting' : state;
}
