import type { AppStatus } from '../../../app/contract/ui/status.ts';
import { dataOf } from '../../store/loadable.ts';
import { useUi } from '../../store/ui-context.tsx';
import { useWords } from '../../text/use-words.ts';
import { Callout, type CalloutTone } from '../../ui/callout.tsx';

type Notice = AppStatus['notices'][number];

const TONES: Readonly<Record<Notice['kind'], CalloutTone>> = { info: 'info', warning: 'warn', danger: 'danger' };

/** What stays true until the person changes it, most important first. */
export function Notices() {
  const { t } = useWords();
  const status = useUi((state) => dataOf(state.status.current));
  if (status === undefined) return null;
  return (
    <>
      {!status.person.mayDecide && <Callout tone="info" title={t('notice.looksOnly')} />}
      {status.notices.map(({ id, kind, code, subject }) => (
        <Callout key={id} inline tone={TONES[kind]} title={t(`notice.${code}Title`)}>
          {t(`notice.${code}Text`, { subject: subject ?? t('notice.subjectUnknown') })}
        </Callout>
      ))}
    </>
  );
}
