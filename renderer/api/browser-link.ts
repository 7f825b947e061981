import type { Transport } from '../../app/contract/client.ts';
import { asAppError } from '../../app/kernel/errors.ts';

import type { BrowserSession } from './browser-session.ts';
import type { Connection, SignedOutReason } from './connection.ts';
import { createConnectionStates } from './connection-states.ts';
import { createEventSocket } from './event-socket.ts';
import type { Link } from './transports.ts';

const PROOF_HEADER = 'x-countersign-proof';

/** Longer than the server takes for anything that the person's door can ask. */
const CALL_TIMEOUT_MS = 60_000;

export interface BrowserLinkOptions {
  readonly session: BrowserSession;
  readonly fetch: typeof fetch;
  readonly openSocket: () => WebSocket;
  /** The one-time code of the address, where it had one. */
  readonly code: string | null;
}

/** The person's door over HTTP and WebSocket: proof, calls, events and what the connection is doing. */
export function createBrowserLink({ session, fetch: send, openSocket, code }: BrowserLinkOptions): Link {
  const states = createConnectionStates();
  const listeners = new Set<(message: unknown) => void>();
  const post = poster(send, session);
  let everOnline = false;
  /** Kept while the app does not answer, as the address has lost it by now. */
  let waitingCode: string | null = null;

  function endSession(): void {
    session.drop();
    socket.stop();
    signedOut('ended');
  }

  function signedOut(reason: SignedOutReason): void {
    everOnline = false;
    states.set({ phase: 'signed_out', reason });
  }

  /** A socket that ended does not say why; a call does. */
  async function probe(): Promise<void> {
    const status = await post({ name: 'app.status', input: {} }).then(
      (response) => response.status,
      () => 0,
    );
    if (states.get().phase === 'signed_out' || states.get().phase === 'online') return;
    if (status === 401) endSession();
    else if (!everOnline) states.set({ phase: 'unreachable' });
  }

  const socket = createEventSocket(openSocket, {
    onOpen: () => {
      everOnline = true;
      states.set({ phase: 'online' });
    },
    onLost: () => {
      states.set({ phase: everOnline ? 'reconnecting' : 'unreachable' });
      void probe();
    },
    onRefused: endSession,
    onMessage: (message) => {
      for (const listener of listeners) listener(message);
    },
  });

  function connect(): void {
    const proof = session.proof();
    if (proof === null) {
      signedOut('no_code');
      return;
    }
    states.set({ phase: everOnline ? 'reconnecting' : 'connecting' });
    socket.connect(proof);
  }

  async function signIn(given: string): Promise<void> {
    waitingCode = null;
    try {
      await session.signIn(given);
    } catch (error) {
      if (asAppError(error).code === 'app_not_open') {
        waitingCode = given;
        states.set({ phase: 'unreachable' });
      }
      // A code that was used up is no loss where this tab has a session already.
      else if (session.proof() === null) signedOut('refused');
      else connect();
      return;
    }
    connect();
  }

  async function start(): Promise<void> {
    if (code !== null) {
      await signIn(code);
      return;
    }
    await session.askOtherTabs();
    if (states.get().phase === 'starting') connect();
  }

  session.onAdopted(connect);
  void start();

  const connection: Connection = {
    state: states.get,
    subscribe: states.subscribe,
    signIn,
    retry: () => (waitingCode === null ? connect() : void signIn(waitingCode)),
    stop: () => {
      socket.stop();
      session.close();
    },
  };

  const transport: Transport = {
    async send(message) {
      if (session.proof() === null) return failure('session_expired');
      try {
        const response = await post(message);
        if (response.ok) return await asUnknown(response);
        if (response.status !== 401) return failure('unavailable');
        endSession();
        return failure('session_expired');
      } catch {
        // Refused, cut off or not JSON: one and the same for the person.
        return failure('app_not_open');
      }
    },
    listen(onMessage) {
      listeners.add(onMessage);
      return () => listeners.delete(onMessage);
    },
  };

  return { connection, transport };
}

/** Carries the proof; cookies alone would not tell this page from another local server's. */
const poster = (send: typeof fetch, session: BrowserSession) => (message: unknown) =>
  send('/api/call', {
    method: 'POST',
    headers: { 'content-type': 'application/json', [PROOF_HEADER]: session.proof() ?? '' },
    body: JSON.stringify(message),
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });

const asUnknown = (response: Response): Promise<unknown> => response.json();

/** Without a text: the catalogue says what helps, in the person's language. */
const failure = (code: 'session_expired' | 'unavailable' | 'app_not_open') => ({ ok: false, code, message: '' });
