import type { Client } from '../../app/contract/client.ts';
import type { DemoStep } from '../../app/contract/ui/status.ts';
import type { UiContract } from '../../app/contract/ui/ui-contract.ts';
import type { Connection } from '../api/connection.ts';
import { demoRunsOf } from '../features/approvals/approvals-slice.ts';

import { dataOf } from './loadable.ts';
import type { UiStore } from './ui-store.ts';

/** Keeps the store true: asks again whenever the core says that something changed, and for everything when back online. */
export function keepLive(store: UiStore, client: Client<UiContract>, connection: Connection): () => void {
  const { status, approvals, secrets, agents, audit, sessions, demo } = store.getState();

  const refreshStatus = async (): Promise<void> => {
    await status.refresh();
    const now = store.getState();
    const ready = dataOf(now.status.current)?.server.state === 'ready';
    if (!ready) return;
    // Names of older lines come from the vault: they are known some time after it opened.
    void audit.refresh();
    if (now.secrets.places.phase === 'failed') await secrets.refresh();
  };

  const refreshAll = (): void => {
    for (const slice of [status, approvals, agents, audit]) void slice.refresh();
    void sessions.look();
    // The tree loads when its page opens; before that there is nothing to keep true.
    if (store.getState().secrets.places.phase !== 'loading') void secrets.refresh();
  };

  const stops = [
    client.on('status.changed', () => void refreshStatus()),
    client.on('approvals.changed', () => void Promise.all([approvals.refresh(), status.refresh()])),
    client.on('agents.changed', () => void agents.refresh()),
    client.on('secrets.changed', () => {
      if (store.getState().secrets.places.phase !== 'loading') void secrets.refresh();
    }),
    client.on('audit.appended', (line) => {
      audit.received(line);
      sessions.received(line);
    }),
    client.on('demo.step', followDemo(store)),
    connection.subscribe((state) => {
      store.setState({ connection: state });
      if (state.phase === 'online') refreshAll();
      else if (state.phase === 'signed_out') for (const slice of [sessions, demo]) slice.signedOut();
      else for (const slice of [sessions, demo]) slice.left();
    }),
  ];

  store.setState({ connection: connection.state() });
  if (connection.state().phase === 'online') refreshAll();

  return () => {
    for (const stop of stops) stop();
  };
}

/**
 * Finds out which request the demonstration's output belongs to. Its steps do not say, and others may run one of their
 * own meanwhile: so it is the only one that came since this one connected, or none.
 */
function followDemo(store: UiStore): (step: DemoStep) => void {
  let before: ReadonlySet<string> | null = null;

  const look = async (known: ReadonlySet<string>): Promise<void> => {
    await store.getState().approvals.refresh();
    const [mine, another] = demoRunsOf(store.getState().approvals).filter((id) => !known.has(id));
    if (known === before && mine !== undefined && another === undefined) store.getState().demo.showsRun(mine);
  };

  return (step) => {
    const { demo, approvals } = store.getState();
    demo.received(step);
    if (step.step === 'connected') before = approvals.decided.phase === 'ready' ? new Set(demoRunsOf(approvals)) : null;
    if (step.step === 'ran' && before !== null) void look(before);
  };
}
