import type { Output } from '../../app/contract/define.ts';
import type { AuditView } from '../../app/contract/ui/audit.ts';
import type { UiContract } from '../../app/contract/ui/ui-contract.ts';

import type { Translate } from './i18n.ts';
import { visibleText } from './visible-text.ts';

/** What was done, in words where we have them; the core's own name otherwise. */
export const actionWords = (t: Translate, action: string): string =>
  t(`auditAction.${action.replaceAll('.', '_')}`, { defaultValue: visibleText(action) });

/** Calls about the app itself: what they look at is the app, which their words say already. */
const ABOUT_THE_APP: ReadonlySet<string> = new Set(['vault_status', 'app_info', 'ui_code', 'agents_list']);

/** The secret or command that a line is about, where there is one and the app can still tell its name. */
export const subjectWords = ({ action, subject }: Pick<AuditView, 'action' | 'subject'>): string | undefined =>
  subject === undefined || ABOUT_THE_APP.has(action) ? undefined : visibleText(subject);

export type Tone = 'neutral' | 'accent' | 'ok' | 'warn' | 'danger';

const TONES: Readonly<Record<AuditView['outcome'], Tone>> = {
  intent: 'neutral',
  done: 'ok',
  failed: 'danger',
  asked: 'accent',
  approved: 'ok',
  denied: 'danger',
  refused: 'warn',
  info: 'neutral',
};

export const outcomeTone = (outcome: AuditView['outcome']): Tone => TONES[outcome];

/** The person has no agent id; the core writes the surface instead. */
export const actorWords = (t: Translate, agent: string): string =>
  agent === 'person' ? t('audit.person') : visibleText(agent);

type Damage = NonNullable<Output<UiContract, 'audit.verify'>['damage']>;

/** Where the log is damaged, what that was, and what to do. */
export function damageWords(t: Translate, { month, line, kind }: Damage): string {
  const what = t(`damage.${kind}`, { defaultValue: visibleText(kind) });
  return `${t('audit.damagedText', { month, line, what })} ${t('audit.damagedNext')}`;
}
