import { describe, expect, it } from 'vitest';

import type { Connection, ConnectionState } from '../../../renderer/api/connection.ts';
import { createConnectionStates } from '../../../renderer/api/connection-states.ts';
import { keepLive } from '../../../renderer/store/live.ts';
import { createUiStore } from '../../../renderer/store/ui-store.ts';
import { fakeCore, settle } from '../fake-core.ts';
import { approvalOf } from '../sample.ts';

function openApp(first: ConnectionState) {
  const states = createConnectionStates();
  states.set(first);
  const connection: Connection = {
    state: states.get,
    subscribe: states.subscribe,
    signIn: async () => {},
    retry: () => {},
    stop: () => {},
  };
  const core = fakeCore({
    'approvals.list': () => ({ items: [approvalOf(1)] }),
    'agents.list': () => ({ agents: [] }),
    'audit.list': () => ({ entries: [], more: false }),
    'secrets.places': () => ({ places: [] }),
  });
  const store = createUiStore(core.client, connection);
  const stop = keepLive(store, core.client, connection);
  const names = (): string[] => core.calls.splice(0).map(({ name }) => name);
  return { states, core, store, stop, names };
}

describe('keepLive', () => {
  it('asks for nothing before the app is there, and for everything once it is', async () => {
    const { states, names, store } = openApp({ phase: 'connecting' });
    await settle();
    expect(names()).toEqual([]);
    states.set({ phase: 'online' });
    await settle();
    expect(new Set(names())).toEqual(new Set(['app.status', 'approvals.list', 'agents.list', 'audit.list']));
    expect(store.getState().connection.phase).toBe('online');
  });

  it('asks for everything again after a reconnection', async () => {
    const { states, names } = openApp({ phase: 'online' });
    await settle();
    names();
    states.set({ phase: 'reconnecting' });
    await settle();
    expect(names()).toEqual([]);
    states.set({ phase: 'online' });
    await settle();
    expect(names()).toContain('approvals.list');
  });

  it('asks for what an event speaks of', async () => {
    const { core, names } = openApp({ phase: 'online' });
    await settle();
    names();
    core.emit('agents.changed', {});
    await settle();
    expect(names()).toEqual(['agents.list']);
  });

  it('loads the secrets by event only once their page was open', async () => {
    const { core, names, store } = openApp({ phase: 'online' });
    await settle();
    names();
    core.emit('secrets.changed', {});
    await settle();
    expect(names()).toEqual([]);
    await store.getState().secrets.refresh();
    names();
    core.emit('secrets.changed', {});
    await settle();
    expect(names()).toEqual(['secrets.places']);
  });

  it('drops events that do not fit the contract', async () => {
    const { core, names } = openApp({ phase: 'online' });
    await settle();
    names();
    core.emit('approvals.changed', { pending: 'many' });
    await settle();
    expect(names()).toEqual([]);
  });

  it('is silent once stopped', async () => {
    const { core, names, stop } = openApp({ phase: 'online' });
    await settle();
    names();
    stop();
    core.emit('agents.changed', {});
    await settle();
    expect(names()).toEqual([]);
  });
});
