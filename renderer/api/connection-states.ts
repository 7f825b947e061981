import type { ConnectionState } from './connection.ts';

export interface ConnectionStates {
  readonly get: () => ConnectionState;
  readonly set: (next: ConnectionState) => void;
  readonly subscribe: (listener: (state: ConnectionState) => void) => () => void;
}

export function createConnectionStates(): ConnectionStates {
  let current: ConnectionState = { phase: 'starting' };
  const listeners = new Set<(state: ConnectionState) => void>();
  return {
    get: () => current,
    set: (next) => {
      current = next;
      for (const listener of listeners) listener(next);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
