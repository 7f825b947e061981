import { describe, expect, it } from 'vitest';

import { AppError } from '../../../app/kernel/errors.ts';
import type { Connection, ConnectionState } from '../../../renderer/api/connection.ts';
import { createConnectionStates } from '../../../renderer/api/connection-states.ts';
import { keepLive } from '../../../renderer/store/live.ts';
import { createUiStore } from '../../../renderer/store/ui-store.ts';
import { sampleStatus } from '../../e2e/ui-harness/sample-data.ts';
import { fakeCore, settle } from '../fake-core.ts';
import { approvalOf, auditLine, idOf } from '../sample.ts';

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

const sessionLine = (seq: number, session: string) => ({
  ...auditLine(seq),
  agent: 'person',
  action: 'session',
  session,
});

const demoRun = (number: number) =>
  approvalOf(number, {
    agent: 'demo',
    state: 'done',
    question: {
      kind: 'run',
      command: ['node'],
      executable: '/usr/bin/node',
      cwd: '/tmp',
      secrets: [],
      timeoutSeconds: 60,
      background: false,
    },
  });

/** A page that is `browser 1`, and the audit it looks at. */
function openSessions() {
  const app = openApp({ phase: 'connecting' });
  const lines = [sessionLine(1, 'browser 1')];
  app.core.answers['app.status'] = () => sampleStatus();
  app.core.answers['audit.list'] = () => ({ entries: lines.toReversed(), more: false });
  const elsewhere = (): number[] => app.store.getState().sessions.openedElsewhere.map(({ seq }) => seq);
  return { ...app, elsewhere, lines };
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
    const { core, states, elsewhere, lines } = openSessions();
    states.set({ phase: 'online' });
    await settle();
    expect(elsewhere()).toEqual([]);
    lines.push(sessionLine(2, 'browser 2'));
    core.emit('audit.appended', lines[1]);
    expect(elsewhere()).toEqual([2]);
    states.set({ phase: 'reconnecting' });
    lines.push(sessionLine(3, 'browser 3'));
    states.set({ phase: 'online' });
    await settle();
    expect(elsewhere()).toEqual([2, 3]);
  });

  it('begins anew with the sessions when the app was started again', async () => {
    const { core, states, elsewhere, lines } = openSessions();
    states.set({ phase: 'online' });
    await settle();
    lines.push(sessionLine(2, 'browser 2'));
    core.emit('audit.appended', lines[1]);
    expect(elsewhere()).toEqual([2]);
    states.set({ phase: 'reconnecting' });
    states.set({ phase: 'signed_out', reason: 'ended' });
    lines.push(sessionLine(3, 'browser 3'), sessionLine(4, 'browser 1'));
    states.set({ phase: 'connecting' });
    states.set({ phase: 'online' });
    await settle();
    expect(elsewhere()).toEqual([]);
    lines.push(sessionLine(5, 'browser 2'));
    core.emit('audit.appended', lines[4]);
    expect(elsewhere()).toEqual([5]);
  });

  it('asks for the audit once more when something about the server changed', async () => {
    const { core, names } = openApp({ phase: 'online' });
    core.answers['app.status'] = () => sampleStatus();
    await settle();
    names();
    core.emit('status.changed', {});
    await settle();
    expect(names()).toEqual(['app.status', 'audit.list']);
  });

  it('keeps the audit that the person holds still, also over a reconnection', async () => {
    const { core, states, store } = openApp({ phase: 'online' });
    await settle();
    store.getState().audit.setPaused(true);
    core.answers['audit.list'] = () => ({ entries: [auditLine(1)], more: false });
    states.set({ phase: 'reconnecting' });
    states.set({ phase: 'online' });
    await settle();
    expect(store.getState().audit).toMatchObject({ page: { data: { entries: [] } }, held: [{ seq: 1 }] });
  });

  it('lets the demonstration be started again after the core went away', async () => {
    const { core, states, store } = openApp({ phase: 'online' });
    await settle();
    core.emit('demo.step', { step: 'connected' });
    expect(store.getState().demo.running).toBe(true);
    states.set({ phase: 'reconnecting' });
    expect(store.getState().demo.running).toBe(false);
    core.emit('demo.step', { step: 'asked_to_store' });
    states.set({ phase: 'signed_out', reason: 'ended' });
    expect(store.getState().demo).toMatchObject({ running: false, steps: [] });
  });

  it('knows the request whose output the demonstration showed, and takes none for it that others may have made', async () => {
    const { core, store } = openApp({ phase: 'online' });
    let runs = [demoRun(1)];
    core.answers['approvals.list'] = ({ show }: { show: string }) => ({ items: show === 'decided' ? runs : [] });
    const shown = () => store.getState().demo.shownRun;
    const demonstrate = async (...others: readonly number[]): Promise<void> => {
      core.emit('demo.step', { step: 'connected' });
      runs = [...others.map(demoRun), ...runs];
      core.emit('demo.step', { step: 'ran', text: 'connecting with [REDACTED:DB_PASSWORD]' });
      await settle();
    };
    core.emit('approvals.changed', { pending: 0 });
    await settle();
    await demonstrate(2);
    expect(shown()).toBe(idOf(2));
    runs = [demoRun(3), ...runs];
    core.emit('approvals.changed', { pending: 0 });
    await settle();
    expect(shown()).toBe(idOf(2));
    await demonstrate(4, 5);
    expect(shown()).toBeNull();
    await demonstrate();
    expect(shown()).toBeNull();
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
