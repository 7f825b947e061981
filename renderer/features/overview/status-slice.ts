import type { Client } from '../../../app/contract/client.ts';
import type { AppStatus } from '../../../app/contract/ui/status.ts';
import type { UiContract } from '../../../app/contract/ui/ui-contract.ts';
import type { Cell } from '../../store/cell.ts';
import { coalesce, LOADING, reload, type Loadable } from '../../store/loadable.ts';

export interface StatusSlice {
  readonly current: Loadable<AppStatus>;
  readonly refresh: () => Promise<void>;
}

export function createStatusSlice(client: Client<UiContract>, cell: Cell<StatusSlice>): StatusSlice {
  return {
    current: LOADING,
    refresh: coalesce(async () => {
      cell.set({ current: await reload(cell.get().current, () => client.call('app.status', {})) });
    }),
  };
}
