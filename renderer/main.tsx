import './api/no-eval.ts';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';

import { createClient } from '../app/contract/client.ts';
import { uiContract } from '../app/contract/ui/ui-contract.ts';

import { createBrowserLink } from './api/browser-link.ts';
import { createBrowserSession } from './api/browser-session.ts';
import { browserTabs } from './api/browser-tabs.ts';
import { pickLink } from './api/transports.ts';
import { codeInHash } from './navigation/route.ts';
import { App } from './shell/app.tsx';
import { keepLive } from './store/live.ts';
import { UiProvider } from './store/ui-context.tsx';
import { createUiStore } from './store/ui-store.ts';
import { createI18n, storedLanguage } from './text/i18n.ts';
import { applyTheme, storedTheme } from './theme/theme.ts';

import './theme/app.css';

declare global {
  interface Window {
    /** Where the libraries that insert style elements look for the nonce. */
    __webpack_nonce__?: string;
  }
}

/** Takes the one-time code out of the address before anything else can see it there. */
function takeCode(): string | null {
  const code = codeInHash(window.location.hash);
  if (code !== null) window.history.replaceState(null, '', '#/overview');
  return code;
}

const browserLink = () =>
  createBrowserLink({
    session: createBrowserSession({
      storage: window.sessionStorage,
      tabs: browserTabs(),
      fetch: window.fetch.bind(window),
    }),
    fetch: window.fetch.bind(window),
    openSocket: () => new WebSocket(`${window.location.origin.replace(/^http/, 'ws')}/api/events`),
    code: takeCode(),
  });

function start(root: HTMLElement): void {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
  // oxlint-disable-next-line no-underscore-dangle -- the name is the libraries'
  if (nonce !== undefined) window.__webpack_nonce__ = nonce;
  applyTheme(storedTheme());

  const { transport, connection } = pickLink(browserLink);
  const client = createClient(uiContract, transport);
  const store = createUiStore(client, connection);
  keepLive(store, client, connection);

  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={createI18n(storedLanguage())}>
        <UiProvider ui={{ store, client, connection }}>
          <App />
        </UiProvider>
      </I18nextProvider>
    </StrictMode>,
  );
}

const root = document.querySelector<HTMLElement>('#root');
if (root !== null) start(root);
