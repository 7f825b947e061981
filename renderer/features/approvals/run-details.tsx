import { Fragment } from 'react';

import type { Question } from '../../../app/contract/ui/approvals.ts';
import { placeWords } from '../../text/approval-words.ts';
import { useWords } from '../../text/use-words.ts';
import { commandWord, visibleText } from '../../text/visible-text.ts';
import { Badge } from '../../ui/badge.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Code } from '../../ui/page.tsx';
import { Cell, HeadCell, Row, Table } from '../../ui/table.tsx';

type RunQuestion = Extract<Question, { kind: 'run' }>;

/** A word breaks only where it is longer than the line: `-e` stays whole. */
const WORD = 'in-order mr-px inline-block max-w-full align-top wrap-code rounded-sm border-b border-line-strong/50';

/** The command word by word, where it runs, and which secrets it gets. */
export function RunDetails({ question }: { readonly question: RunQuestion }) {
  const { t } = useWords();
  const { command, executable, cwd, secrets, timeoutSeconds, background, stdin, searchedToo } = question;
  return (
    <div className="flex flex-col gap-3">
      {/* Scrolls when it is long; the focus makes that possible by keyboard. */}
      <section
        aria-label={t('question.command')}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="max-h-48 overflow-auto rounded-md border border-line bg-sunken px-3 py-2 font-mono text-xs leading-6"
      >
        {command.map((word, index) => (
          // The same word may stand twice; only its place tells them apart.
          // oxlint-disable-next-line react/no-array-index-key
          <Fragment key={index}>
            {index > 0 && ' '}
            <span className={WORD}>{commandWord(word)}</span>
          </Fragment>
        ))}
      </section>
      <Facts>
        <Fact name={t('question.executable')}>
          <Code>{visibleText(executable)}</Code>
        </Fact>
        <Fact name={t('question.folder')}>
          <Code>{visibleText(cwd)}</Code>
        </Fact>
        <Fact name={t('question.timeLimit')}>
          {t('question.seconds', { count: timeoutSeconds })}
          {background && ` · ${t('question.background')}`}
        </Fact>
        {searchedToo !== undefined && (
          <Fact name={t('question.searchedToo')}>
            <Code>{visibleText(searchedToo.join(' · '))}</Code>
          </Fact>
        )}
        {stdin !== undefined && <Fact name={t('question.stdin')}>{t('question.bytes', { count: stdin.bytes })}</Fact>}
        {secrets.length === 0 && <Fact name={t('question.secrets')}>{t('question.secretsNone')}</Fact>}
      </Facts>
      {/* After a restart only its length is known. */}
      {stdin !== undefined && stdin.text !== '' && <Input {...stdin} />}
      {secrets.length > 0 && <SecretTable secrets={secrets} />}
    </div>
  );
}

/** Line by line: a shell would run each of them. */
function Input({ text, bytes }: NonNullable<RunQuestion['stdin']>) {
  const { t } = useWords();
  const rest = bytes - new TextEncoder().encode(text).length;
  return (
    <section
      aria-label={t('question.stdin')}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="max-h-64 overflow-auto rounded-md border border-line bg-sunken px-3 py-2 font-mono text-xs leading-6"
    >
      {text.split('\n').map((line, index) => (
        // Lines may repeat; only their place tells them apart.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="in-order wrap-code min-h-6">
          {visibleText(line)}
        </div>
      ))}
      {rest > 0 && (
        <p className="font-sans font-semibold text-danger-text">{t('question.notShown', { count: rest })}</p>
      )}
    </section>
  );
}

function SecretTable({ secrets }: Pick<RunQuestion, 'secrets'>) {
  const { t } = useWords();
  return (
    <Table aria-label={t('question.secrets')} className="rounded-md border border-line">
      <thead>
        <tr>
          <HeadCell>{t('question.variable')}</HeadCell>
          <HeadCell>{t('question.from')}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {secrets.map(({ variable, reference, place, firstUse }) => (
          <Row key={variable}>
            <Cell>
              <Code className="inline-block min-w-32">{visibleText(variable)}</Code>
            </Cell>
            <Cell>
              <Code>{visibleText(reference)}</Code>{' '}
              <span className="inline-flex flex-wrap items-center gap-1.5 text-muted">
                {placeWords(t, place)}
                {firstUse && <Badge tone="accent">{t('question.firstUse')}</Badge>}
              </span>
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
