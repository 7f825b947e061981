/** Why a person must show a code: none was given yet, it was refused, or the session is over. */
export type SignedOutReason = 'no_code' | 'refused' | 'ended';

export type ConnectionState =
  | { readonly phase: 'starting' }
  | { readonly phase: 'signed_out'; readonly reason: SignedOutReason }
  | { readonly phase: 'connecting' }
  | { readonly phase: 'online' }
  /** Was online before: what is on screen may be old. */
  | { readonly phase: 'reconnecting' }
  | { readonly phase: 'unreachable' };

/** Whether the core can be reached, apart from what is said to it. */
export interface Connection {
  state(): ConnectionState;
  subscribe(listener: (state: ConnectionState) => void): () => void;
  /** Exchanges a one-time code for a session; the outcome shows in the state. */
  signIn(code: string): Promise<void>;
  /** Tries again at once instead of waiting for the next turn. */
  retry(): void;
  stop(): void;
}

/** In the desktop window the shell looks after the core and its restarts. */
export const alwaysOnline = (): Connection => ({
  state: () => ({ phase: 'online' }),
  subscribe: () => () => {},
  signIn: async () => {},
  retry: () => {},
  stop: () => {},
});
