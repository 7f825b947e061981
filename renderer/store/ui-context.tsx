import { createContext, use, type ReactNode } from 'react';
import { useStore } from 'zustand';

import type { Client } from '../../app/contract/client.ts';
import type { UiContract } from '../../app/contract/ui/ui-contract.ts';
import type { Connection } from '../api/connection.ts';

import type { UiState, UiStore } from './ui-store.ts';

export interface Ui {
  readonly store: UiStore;
  readonly client: Client<UiContract>;
  readonly connection: Connection;
}

const UiContext = createContext<Ui | null>(null);

export const UiProvider = ({ ui, children }: { readonly ui: Ui; readonly children: ReactNode }) => (
  <UiContext value={ui}>{children}</UiContext>
);

function useUiContext(): Ui {
  const ui = use(UiContext);
  if (ui === null) throw new TypeError('No UiProvider around this component.');
  return ui;
}

export const useUi = <T,>(select: (state: UiState) => T): T => useStore(useUiContext().store, select);

/** For looking at the state as it is now, after a call. */
export const useUiStore = (): UiStore => useUiContext().store;

/** For answers that must not enter the store: revealed values and new keys. */
export const useClient = (): Client<UiContract> => useUiContext().client;

export const useConnection = (): Connection => useUiContext().connection;
