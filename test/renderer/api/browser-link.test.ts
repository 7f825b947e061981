import { afterEach, describe, expect, it } from 'vitest';

import type { Link } from '../../../renderer/api/transports.ts';

import { FakeBrowser, openDoor, reached } from './door.ts';

type Door = Awaited<ReturnType<typeof openDoor>>;

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function open(port = 0): Promise<Door & { readonly browser: FakeBrowser }> {
  const opened = await openDoor(port);
  ends.push(() => opened.door.stop());
  return { ...opened, browser: new FakeBrowser(() => opened.door.origin) };
}

const tabOf = (browser: FakeBrowser, code: string | null) => {
  const tab = browser.openTab(code);
  ends.push(() => tab.connection.stop());
  return tab;
};

const heard = (link: Link): Promise<unknown> =>
  new Promise((resolve) => {
    link.transport.listen(resolve);
  });

describe('the link of a browser tab', () => {
  it('exchanges the code of the address and is online', async () => {
    const { browser, sessions } = await open();
    const tab = tabOf(browser, sessions.newCode());
    await reached(tab, 'online');
    expect(tab.seen).toEqual(['starting', 'connecting', 'online']);
    expect(await tab.transport.send({ name: 'demo.start', input: {} })).toEqual({ ok: true, data: { started: true } });
  });

  it('hears events', async () => {
    const { browser, sessions, door } = await open();
    const tab = tabOf(browser, sessions.newCode());
    await reached(tab, 'online');
    const message = heard(tab);
    const again = setInterval(() => door.publish('agents.changed', {}), 20);
    expect(await message).toEqual({ name: 'agents.changed', payload: {} });
    clearInterval(again);
  });

  it('says why it is signed out when a code is wrong', async () => {
    const { browser } = await open();
    const tab = tabOf(browser, 'wrong');
    expect(await reached(tab, 'signed_out')).toEqual({ phase: 'signed_out', reason: 'refused' });
  });

  it('asks for a code when there is neither code nor proof, and takes one later', async () => {
    const { browser, sessions } = await open();
    const tab = tabOf(browser, null);
    expect(await reached(tab, 'signed_out')).toEqual({ phase: 'signed_out', reason: 'no_code' });
    await tab.connection.signIn(sessions.newCode());
    expect(await reached(tab, 'online')).toEqual({ phase: 'online' });
  });

  it('gets the proof from another tab', async () => {
    const { browser, sessions } = await open();
    await reached(tabOf(browser, sessions.newCode()), 'online');
    const second = tabOf(browser, null);
    await reached(second, 'online');
    expect(second.seen).not.toContain('signed_out');
  });

  it('lets waiting tabs in when one of them signs in', async () => {
    const { browser, sessions } = await open();
    const waiting = tabOf(browser, null);
    await reached(waiting, 'signed_out');
    await reached(tabOf(browser, sessions.newCode()), 'online');
    expect(await reached(waiting, 'online')).toEqual({ phase: 'online' });
  });

  it('goes on in every tab when one of them opens a new session', async () => {
    const { browser, sessions } = await open();
    const first = tabOf(browser, sessions.newCode());
    await reached(first, 'online');
    const before = first.storage.get('countersign-proof');
    const second = tabOf(browser, sessions.newCode());
    await reached(second, 'online');
    await expect.poll(() => first.storage.get('countersign-proof')).not.toBe(before);
    await reached(first, 'online');
    expect(await first.transport.send({ name: 'demo.start', input: {} })).toEqual({
      ok: true,
      data: { started: true },
    });
  });

  it('keeps its session when an old address is opened once more', async () => {
    const { browser, sessions } = await open();
    const code = sessions.newCode();
    const tab = tabOf(browser, code);
    await reached(tab, 'online');
    await tab.connection.signIn(code);
    await reached(tab, 'online');
    expect(tab.seen).not.toContain('signed_out');
  });

  it('reconnects, and asks for a code when the app has forgotten the session', async () => {
    const { browser, sessions, door, port } = await open();
    const tab = tabOf(browser, sessions.newCode());
    await reached(tab, 'online');
    await door.stop();
    await reached(tab, 'reconnecting');
    // No text of its own: it would be in one language.
    expect(await tab.transport.send({ name: 'demo.start', input: {} })).toEqual({
      ok: false,
      code: 'app_not_open',
      message: '',
    });
    await open(port);
    expect(await reached(tab, 'signed_out')).toMatchObject({ reason: 'ended' });
    expect(tab.storage.size).toBe(0);
  });

  it('tells when the app cannot be reached at all and goes on once it can, with the same code', async () => {
    const { browser, sessions, door } = await open();
    const code = sessions.newCode();
    let away = true;
    const send = browser.fetch;
    browser.fetch = async (...given) => {
      if (away) throw new TypeError('fetch failed');
      return send(...given);
    };
    const tab = tabOf(browser, code);
    await reached(tab, 'unreachable');
    away = false;
    tab.connection.retry();
    await reached(tab, 'online');
    expect(door.origin).toContain('localhost');
  });

  it('ends the session on the first answer that says so', async () => {
    const { browser, sessions } = await open();
    const tab = tabOf(browser, sessions.newCode());
    await reached(tab, 'online');
    browser.cookie = '';
    expect(await tab.transport.send({ name: 'demo.start', input: {} })).toMatchObject({ code: 'session_expired' });
    expect(await reached(tab, 'signed_out')).toMatchObject({ reason: 'ended' });
  });
});
