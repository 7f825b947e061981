import { expect } from 'vitest';

import type { Effect } from '../../../app/contract/define.ts';
import { PersonSessions, type PersonSession } from '../../../main/headless/person-sessions.ts';
import { describeTransport, type OpenTransport } from '../../conformance/transport.ts';
import { FakeBrowser, reached } from '../../renderer/api/door.ts';

import { openDoor } from './door.ts';

/** The second session that is opened may only look. */
class SecondLooks extends PersonSessions {
  readonly #whole = new Map<PersonSession, PersonSession>();

  override find(cookie: string | undefined, proof: string | undefined): PersonSession | null {
    const found = super.find(cookie, proof);
    if (found?.name !== 'browser 2') return found;
    const looking = { ...found, may: new Set<Effect>(['read']) };
    this.#whole.set(looking, found);
    return looking;
  }

  override isOpen(session: PersonSession): boolean {
    return super.isOpen(this.#whole.get(session) ?? session);
  }
}

/** The page's own code on one side, the door on the other, HTTP and WebSocket between them. */
const openBrowser: OpenTransport = async (dispatch) => {
  const opened = await openDoor({ dispatch, sessions: (clock, announce) => new SecondLooks(clock, announce) });
  const { door, sessions, calls, call } = opened;
  const signIn = async () => {
    const browser = new FakeBrowser(() => door.origin);
    const tab = browser.openTab(sessions.newCode());
    await reached(tab, 'online');
    const signedIn = {
      cookie: browser.cookie.replace('countersign_session=', ''),
      proof: tab.storage.get('countersign-proof') ?? '',
    };
    return { browser, tab, signedIn };
  };
  const person = await signIn();
  const looking = await signIn();
  const stranger =
    (wrong: Parameters<typeof call>[1], headers: Record<string, string> = {}) =>
    async (message: unknown): Promise<unknown> => {
      const { status, body } = await call(message, wrong, headers);
      return status === 200 ? (JSON.parse(body) as unknown) : { ok: false };
    };
  const ours = person.signedIn;
  return {
    transport: person.tab.transport,
    looking: looking.tab.transport,
    publish: (name, payload) => door.publish(name, payload),
    async listening() {
      let heard = false;
      const stop = person.tab.transport.listen(() => {
        heard = true;
      });
      await expect
        .poll(() => {
          door.publish('ping', {});
          return heard;
        })
        .toBe(true);
      stop();
    },
    async leaveDuring(message) {
      const page = new AbortController();
      const answer = person.browser.fetch('/api/call', {
        method: 'POST',
        headers: { 'x-countersign-proof': ours.proof },
        body: JSON.stringify(message),
        signal: page.signal,
      });
      await expect.poll(() => calls.map((received) => received.message)).toContainEqual(message);
      page.abort();
      await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    },
    strangers: [
      ['no session', stranger({})],
      ['a cookie alone', stranger({ cookie: ours.cookie })],
      ['a proof alone', stranger({ proof: ours.proof })],
      ['the proof of another session', stranger({ ...ours, proof: looking.signedIn.proof })],
      ['a code for a proof', stranger({ ...ours, proof: sessions.newCode() })],
      ['an agent’s key', stranger({}, { authorization: `Bearer ${ours.proof}`, 'x-api-key': ours.proof })],
      ['another origin', stranger(ours, { origin: 'http://localhost:3000' })],
      ['another port of this host', stranger(ours, { 'sec-fetch-site': 'same-site' })],
      ['another name of this host', stranger(ours, { host: `127.0.0.1:${opened.port}` })],
    ],
    close: async () => {
      for (const { tab } of [person, looking]) tab.connection.stop();
      await door.stop();
    },
  };
};

describeTransport('the person’s door, as in a browser', openBrowser);
