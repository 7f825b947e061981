import { describe, expect, it } from 'vitest';

import { AppError } from '../../../app/kernel/errors.ts';
import type { Connection, ConnectionState } from '../../../renderer/api/connection.ts';
import { createConnectionStates } from '../../../renderer/api/connection-states.ts';
import { keepLive } from '../../../renderer/store/live.ts';
import { createUiStore } from '../../../renderer/store/ui-store.ts';
import { sampleStatus } from '../../e2e/ui-harness/sample-data.ts';
import { fakeCore, settle } from '../fake-core.ts';
import { approvalOf, auditLine } from '../sample.ts';

function openApp(first: ConnectionState) {
  const states = createConnectionStates();
  states.set(first);
  const connection: Connection = {
    state: states.get,
    subscribe: states.subscribe,
    signIn: async () => {},
    openedAt: () => null,
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

  it('loads the secrets by itself once the server is ready', async () => {
    const { core, store } = openApp({ phase: 'online' });
    core.answers['secrets.places'] = () => {
      throw new AppError('unavailable', 'The vault is not open yet.');
    };
    await store.getState().secrets.refresh();
    expect(store.getState().secrets.places.phase).toBe('failed');
    core.answers['secrets.places'] = () => ({ places: [] });
    core.answers['app.status'] = () => sampleStatus();
    core.emit('status.changed', {});
    await settle();
    expect(store.getState().secrets.places.phase).toBe('ready');
  });

  it('tells a session that was opened elsewhere from the lines that were there before, also after a reconnection', async () => {
    const { core, states, store } = openApp({ phase: 'connecting' });
    const lines = [{ ...auditLine(1), action: 'session' }];
    core.answers['audit.list'] = () => ({ entries: lines.toReversed(), more: false });
    states.set({ phase: 'online' });
    await settle();
    const elsewhere = (): number[] => store.getState().sessions.openedElsewhere.map(({ seq }) => seq);
    expect(elsewhere()).toEqual([]);
    lines.push({ ...auditLine(2), action: 'session' });
    core.emit('audit.appended', lines[1]);
    expect(elsewhere()).toEqual([2]);
    states.set({ phase: 'reconnecting' });
    lines.push({ ...auditLine(3), action: 'session' });
    states.set({ phase: 'online' });
    await settle();
    expect(elsewhere()).toEqual([2, 3]);
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
