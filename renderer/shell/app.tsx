import { useEffect } from 'react';

import { codeInHash } from '../navigation/route.ts';
import { useConnection, useUi } from '../store/ui-context.tsx';
import { useWords } from '../text/use-words.ts';
import { ToastProvider } from '../ui/toast.tsx';
import { TooltipProvider } from '../ui/tooltip.tsx';

import { Frame } from './frame.tsx';
import { SessionWatch } from './session-watch.tsx';
import { SignInPage } from './sign-in-page.tsx';
import { Opening, Unreachable } from './start-pages.tsx';

export function App() {
  const { t, language } = useWords();
  const connection = useConnection();

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  useEffect(() => {
    // A printed address opened in a tab that is here already changes the fragment only.
    const onHash = ({ oldURL }: HashChangeEvent): void => {
      const code = codeInHash(window.location.hash);
      if (code === null) return;
      window.history.replaceState(null, '', new URL(oldURL).hash);
      void connection.signIn(code);
    };
    window.addEventListener('hashchange', onHash);
    return () => window.removeEventListener('hashchange', onHash);
  }, [connection]);

  return (
    <TooltipProvider>
      <ToastProvider label={t('common.notifications')} closeLabel={t('common.dismiss')}>
        <Stage />
        <SessionWatch />
      </ToastProvider>
    </TooltipProvider>
  );
}

function Stage() {
  const connection = useUi((state) => state.connection);
  switch (connection.phase) {
    case 'starting':
    case 'connecting':
      return <Opening />;
    case 'signed_out':
      return <SignInPage reason={connection.reason} />;
    case 'unreachable':
      return <Unreachable />;
    case 'online':
    case 'reconnecting':
      return <Frame />;
    default:
      return null;
  }
}
