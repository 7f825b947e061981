import { type SyntheticEvent, useState } from 'react';

import type { SignedOutReason } from '../api/connection.ts';
import { codeInText } from '../navigation/route.ts';
import { useConnection } from '../store/ui-context.tsx';
import { useWords } from '../text/use-words.ts';
import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { CommandLine } from '../ui/command-line.tsx';
import { Field, Input } from '../ui/input.tsx';
import { Logo } from '../ui/logo.tsx';

import { StartPage } from './start-pages.tsx';

/** How to get in: a code that only someone at the terminal can see. */
export function SignInPage({ reason }: { readonly reason: SignedOutReason }) {
  const { t } = useWords();
  const connection = useConnection();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    const code = codeInText(text);
    if (code === '') {
      setProblem(t('signIn.empty'));
      return;
    }
    setBusy(true);
    setProblem(null);
    await connection.signIn(code);
    setBusy(false);
  };

  return (
    <StartPage>
      <Logo size={40} />
      <h1 className="mt-4 text-xl font-semibold tracking-tight">{t('signIn.title')}</h1>
      <p className="mt-1 text-muted">{t('signIn.intro')}</p>
      {reason === 'ended' && <Callout tone="info" live className="mt-4" title={t('signIn.reasonEnded')} />}
      {reason === 'refused' && <Callout tone="error" live className="mt-4" title={t('signIn.reasonRefused')} />}
      <ol className="mt-5 flex list-decimal flex-col gap-5 pl-5">
        <li>
          <p className="mb-2">{t('signIn.wayCommand')}</p>
          <CommandLine text="npx countersign open" />
        </li>
        <li>
          <p className="mb-2">{t('signIn.wayAddress')}</p>
          <form noValidate onSubmit={(event) => void submit(event)}>
            <Field label={t('signIn.code')} problem={problem}>
              {(ids) => (
                <Input {...ids} value={text} onChange={(event) => setText(event.target.value)} className="font-mono" />
              )}
            </Field>
            <Button type="submit" variant="primary" aria-disabled={busy}>
              {t('signIn.submit')}
            </Button>
          </form>
        </li>
      </ol>
    </StartPage>
  );
}
