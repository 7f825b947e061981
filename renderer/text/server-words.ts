import type { AppStatus } from '../../app/contract/ui/status.ts';

import type { Tone } from './audit-words.ts';
import type { Translate } from './i18n.ts';

type Server = AppStatus['server'];

const TONES: Readonly<Record<Server['state'], Tone>> = {
  starting: 'accent',
  ready: 'ok',
  sealed: 'warn',
  login_needed: 'warn',
  unreachable: 'danger',
  missing: 'danger',
  failed: 'danger',
};

export const serverTone = ({ state }: Server): Tone => TONES[state];

export function serverName(t: Translate, { kind, product }: Server): string {
  if (kind === 'embedded') return t('server.embedded');
  if (product === undefined) return t('server.remote');
  return product === 'openbao' ? t('server.remoteOpenbao') : t('server.remoteVault');
}

const TEXTS: Readonly<Record<Server['state'], string>> = {
  starting: 'server.startingText',
  ready: 'server.readyText',
  sealed: 'server.sealedText',
  unreachable: 'server.unreachableText',
  missing: 'server.missingText',
  failed: 'server.failedText',
  login_needed: 'server.loginNeededText',
};

export const serverText = (t: Translate, { state }: Server): string => t(TEXTS[state]);
