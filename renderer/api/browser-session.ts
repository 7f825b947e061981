import { z } from 'zod';

import { AppError } from '../../app/kernel/errors.ts';

const STORAGE_KEY = 'countersign-proof';

/** How long other tabs may take to hand over their proof. */
const ASK_MS = 300;

const sessionAnswer = z.object({ proof: z.string() });
const tabMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ask') }),
  z.object({ kind: z.literal('answer'), proof: z.string() }),
  /** A new session: its cookie has taken the place of the old one in all tabs. */
  z.object({ kind: z.literal('opened'), proof: z.string() }),
]);

/** Talk between the tabs of this origin. */
export interface Tabs {
  say(message: unknown): void;
  hear(listener: (message: unknown) => void): void;
  close(): void;
}

export interface SessionEnvironment {
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly tabs: Tabs;
  readonly fetch: typeof fetch;
}

/**
 * The proof that goes with every call beside the cookie. Cookies are not separated by port, so a cookie alone would let
 * another local server of the same host name act here; `sessionStorage` is separated.
 */
export interface BrowserSession {
  proof(): string | null;
  signIn(code: string): Promise<void>;
  /** Gets the proof from another tab of this origin, where one has it. */
  askOtherTabs(): Promise<void>;
  drop(): void;
  /** Called when another tab hands over its proof. */
  onAdopted(listener: () => void): void;
  close(): void;
}

export function createBrowserSession({ storage, tabs, fetch: send }: SessionEnvironment): BrowserSession {
  let adopted: () => void = () => {};

  tabs.hear((data) => {
    const message = tabMessage.safeParse(data);
    if (!message.success) return;
    const own = storage.getItem(STORAGE_KEY);
    if (message.data.kind === 'ask') {
      if (own !== null) tabs.say({ kind: 'answer', proof: own });
    } else if (own === null || message.data.kind === 'opened') {
      storage.setItem(STORAGE_KEY, message.data.proof);
      adopted();
    }
  });

  return {
    proof: () => storage.getItem(STORAGE_KEY),
    async signIn(code) {
      const proof = await exchange(send, code);
      storage.setItem(STORAGE_KEY, proof);
      tabs.say({ kind: 'opened', proof });
    },
    async askOtherTabs() {
      if (storage.getItem(STORAGE_KEY) !== null) return;
      tabs.say({ kind: 'ask' });
      await new Promise((resolve) => {
        setTimeout(resolve, ASK_MS);
      });
    },
    drop: () => storage.removeItem(STORAGE_KEY),
    onAdopted: (listener) => {
      adopted = listener;
    },
    close: () => tabs.close(),
  };
}

async function exchange(send: typeof fetch, code: string): Promise<string> {
  const response = await send('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  }).catch((cause: unknown) => {
    throw new AppError('app_not_open', '', { cause });
  });
  const body: unknown = await response.json().catch(() => null);
  const answer = sessionAnswer.safeParse(body);
  if (response.ok && answer.success) return answer.data.proof;
  // Why does not matter: the way in is the same.
  throw new AppError('unauthenticated', '');
}
