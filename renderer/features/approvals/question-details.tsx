import { ArrowRight } from 'lucide-react';

import type { Question } from '../../../app/contract/ui/approvals.ts';
import { assertNever } from '../../../app/kernel/assert-never.ts';
import { differenceSentence, placeWords } from '../../text/approval-words.ts';
import { useWords } from '../../text/use-words.ts';
import { visibleText } from '../../text/visible-text.ts';
import { Badge } from '../../ui/badge.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Code } from '../../ui/page.tsx';

import { ChangeTable } from './change-table.tsx';
import { RunDetails } from './run-details.tsx';

/** The exact request, as far as it can be shown without a value. */
export function QuestionDetails({ question }: { readonly question: Question }) {
  switch (question.kind) {
    case 'write':
      return <WriteDetails question={question} />;
    case 'run':
      return <RunDetails question={question} />;
    case 'read':
      return <ReadDetails question={question} />;
    case 'delete':
      return <DeleteDetails question={question} />;
    case 'list':
      return <ListDetails question={question} />;
    case 'credential':
      return <CredentialDetails question={question} />;
    default:
      return assertNever(question);
  }
}

type Of<K extends Question['kind']> = { readonly question: Extract<Question, { kind: K }> };

function WhereFact({ place, path }: { readonly place: string; readonly path: string }) {
  const { t } = useWords();
  return (
    <Fact name={t('question.where')}>
      {placeWords(t, place)}
      {path !== '' && (
        <>
          <span className="text-muted"> / </span>
          <Code>{visibleText(path)}</Code>
        </>
      )}
    </Fact>
  );
}

function WriteDetails({ question }: Of<'write'>) {
  const { t, language } = useWords();
  const { action, place, path, keys, fromVersion, toVersion } = question;
  return (
    <div className="flex flex-col gap-3">
      <Facts>
        <WhereFact place={place} path={path} />
        <Fact name={t('question.version')}>
          {action === 'create' ? (
            t('question.newEntry', { to: toVersion })
          ) : (
            <span className="inline-flex items-center gap-1 tabular-nums">
              {fromVersion} <ArrowRight aria-label="→" className="size-3.5 text-muted" /> {toVersion}
            </span>
          )}
        </Fact>
        <Fact name={t('question.changes')}>{differenceSentence(t, keys, language)}</Fact>
      </Facts>
      <ChangeTable keys={keys} />
    </div>
  );
}

function ReadDetails({ question: { place, path, keys, version } }: Of<'read'>) {
  const { t } = useWords();
  return (
    <Facts>
      <WhereFact place={place} path={path} />
      <Fact name={t('question.keys')}>{keys.length === 0 ? t('question.allKeys') : <KeyNames keys={keys} />}</Fact>
      <Fact name={t('question.version')}>{version ?? t('question.newest')}</Fact>
    </Facts>
  );
}

function DeleteDetails({ question: { place, path, versions } }: Of<'delete'>) {
  const { t } = useWords();
  return (
    <Facts>
      <WhereFact place={place} path={path} />
      <Fact name={t('question.versions')}>{versions.length === 0 ? t('question.newest') : versions.join(', ')}</Fact>
    </Facts>
  );
}

const ListDetails = ({ question: { place, path } }: Of<'list'>) => (
  <Facts>
    <WhereFact place={place} path={path} />
  </Facts>
);

function CredentialDetails({ question: { agent } }: Of<'credential'>) {
  const { t } = useWords();
  return (
    <div className="flex flex-col gap-2">
      <Facts>
        <Fact name={t('question.agent')}>
          <Code>{agent}</Code>
        </Fact>
      </Facts>
      <p className="text-muted">{t('question.credentialText')}</p>
    </div>
  );
}

const KeyNames = ({ keys }: { readonly keys: readonly string[] }) => (
  <span className="flex flex-wrap gap-1">
    {keys.map((key) => (
      <Badge key={key} className="h-auto font-mono whitespace-normal wrap-anywhere text-ink">
        {visibleText(key)}
      </Badge>
    ))}
  </span>
);
