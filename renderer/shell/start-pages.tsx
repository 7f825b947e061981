import type { ReactNode } from 'react';

import { useConnection } from '../store/ui-context.tsx';
import { useWords } from '../text/use-words.ts';
import { Button } from '../ui/button.tsx';
import { CommandLine } from '../ui/command-line.tsx';
import { Logo } from '../ui/logo.tsx';

import { PreferencesMenu } from './preferences-menu.tsx';

/** One centred card, for everything that comes before the frame. */
export const StartPage = ({ children }: { readonly children: ReactNode }) => (
  <main className="flex h-full flex-col items-center overflow-y-auto p-6">
    <div className="my-auto w-full max-w-[440px] rounded-lg border border-line bg-surface p-7 shadow-card">
      {children}
    </div>
    <div className="fixed top-3 right-3">
      <PreferencesMenu />
    </div>
  </main>
);

export function Opening() {
  const { t } = useWords();
  return (
    <main className="flex h-full flex-col items-center justify-center gap-4">
      <Logo size={48} />
      <h1 className="text-lg font-semibold">{t('app.name')}</h1>
      <output className="animate-breathe text-muted">{t('connection.starting')}</output>
    </main>
  );
}

/** The socket goes on trying; the button is for the impatient. */
export function Unreachable() {
  const { t } = useWords();
  const connection = useConnection();
  return (
    <StartPage>
      <Logo size={40} />
      <h1 className="mt-4 text-xl font-semibold tracking-tight">{t('connection.unreachableTitle')}</h1>
      <p role="alert" className="mt-1 mb-4 text-muted">
        {t('connection.unreachableText')}
      </p>
      <CommandLine text="npx countersign serve" />
      <div className="mt-5">
        <Button variant="primary" size="lg" onClick={() => connection.retry()}>
          {t('common.retry')}
        </Button>
      </div>
    </StartPage>
  );
}
