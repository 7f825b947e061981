import { createStore, type StoreApi } from 'zustand/vanilla';

import type { Client } from '../../app/contract/client.ts';
import type { UiContract } from '../../app/contract/ui/ui-contract.ts';
import type { Connection, ConnectionState } from '../api/connection.ts';
import { createAgentsSlice, type AgentsSlice } from '../features/agents/agents-slice.ts';
import { createApprovalsSlice, type ApprovalsSlice } from '../features/approvals/approvals-slice.ts';
import { createAuditSlice, type AuditSlice } from '../features/audit/audit-slice.ts';
import { createDemoSlice, type DemoSlice } from '../features/overview/demo-slice.ts';
import { createStatusSlice, type StatusSlice } from '../features/overview/status-slice.ts';
import { createSecretsSlice, type SecretsSlice } from '../features/secrets/secrets-slice.ts';
import { createSessionsSlice, type SessionsSlice } from '../features/sessions/sessions-slice.ts';

import type { Cell } from './cell.ts';

export interface UiState {
  readonly connection: ConnectionState;
  readonly status: StatusSlice;
  readonly demo: DemoSlice;
  readonly approvals: ApprovalsSlice;
  readonly secrets: SecretsSlice;
  readonly agents: AgentsSlice;
  readonly audit: AuditSlice;
  readonly sessions: SessionsSlice;
}

export type UiStore = StoreApi<UiState>;

/** The one store of a page. It holds what the server says and no secret value. */
export function createUiStore(client: Client<UiContract>, connection: Pick<Connection, 'state'>): UiStore {
  return createStore<UiState>()((set, get) => {
    const cell = <S>(of: (state: UiState) => S, into: (slice: S) => Partial<UiState>): Cell<S> => ({
      get: () => of(get()),
      set: (patch) => set((state) => into({ ...of(state), ...patch })),
    });
    return {
      connection: connection.state(),
      status: createStatusSlice(
        client,
        cell(
          (state) => state.status,
          (status) => ({ status }),
        ),
      ),
      demo: createDemoSlice(
        client,
        cell(
          (state) => state.demo,
          (demo) => ({ demo }),
        ),
      ),
      approvals: createApprovalsSlice(
        client,
        cell(
          (state) => state.approvals,
          (approvals) => ({ approvals }),
        ),
      ),
      secrets: createSecretsSlice(
        client,
        cell(
          (state) => state.secrets,
          (secrets) => ({ secrets }),
        ),
      ),
      agents: createAgentsSlice(
        client,
        cell(
          (state) => state.agents,
          (agents) => ({ agents }),
        ),
      ),
      audit: createAuditSlice(
        client,
        cell(
          (state) => state.audit,
          (audit) => ({ audit }),
        ),
      ),
      sessions: createSessionsSlice(
        client,
        cell(
          (state) => state.sessions,
          (sessions) => ({ sessions }),
        ),
      ),
    };
  });
}
