import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { WebSocket as NodeSocket } from 'ws';

import { createDispatch } from '../../../app/contract/dispatch.ts';
import { uiContract } from '../../../app/contract/ui/ui-contract.ts';
import { PersonDoor } from '../../../main/headless/person-door.ts';
import { PersonSessions } from '../../../main/headless/person-sessions.ts';
import { StaticFiles } from '../../../main/headless/static-files.ts';
import { systemClock } from '../../../main/node/state/system-clock.ts';
import { createBrowserLink } from '../../../renderer/api/browser-link.ts';
import { createBrowserSession, type Tabs } from '../../../renderer/api/browser-session.ts';
import type { ConnectionState } from '../../../renderer/api/connection.ts';
import type { Link } from '../../../renderer/api/transports.ts';

/** The tabs of one browser: they share cookies and hear each other. */
export class FakeBrowser {
  cookie = '';
  readonly #heard = new Map<object, (message: unknown) => void>();
  readonly #origin: () => string;

  constructor(origin: () => string) {
    this.#origin = origin;
  }

  fetch: typeof fetch = async (url, init) => {
    const headers = new Headers(init?.headers);
    headers.set('origin', this.#origin());
    headers.set('cookie', this.cookie);
    const response = await fetch(`${this.#origin()}${typeof url === 'string' ? url : ''}`, { ...init, headers });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) this.cookie = cookie.split(';')[0] ?? '';
    return response;
  };

  openTab(code: string | null): Link & { readonly storage: Map<string, string>; readonly seen: string[] } {
    const storage = new Map<string, string>();
    const key = {};
    const tabs: Tabs = {
      say: (message) => {
        for (const [other, listener] of this.#heard) {
          if (other !== key) setImmediate(listener, message);
        }
      },
      hear: (listener) => this.#heard.set(key, listener),
      close: () => this.#heard.delete(key),
    };
    const session = createBrowserSession({
      storage: {
        getItem: (name) => storage.get(name) ?? null,
        setItem: (name, value) => storage.set(name, value),
        removeItem: (name) => storage.delete(name),
      },
      tabs,
      fetch: this.fetch,
    });
    const link = createBrowserLink({
      session,
      fetch: this.fetch,
      openSocket: () => {
        const address = `${this.#origin().replace('http', 'ws')}/api/events`;
        return new NodeSocket(address, {
          origin: this.#origin(),
          headers: { cookie: this.cookie },
        }) as unknown as WebSocket;
      },
      code,
    });
    const seen: string[] = [link.connection.state().phase];
    link.connection.subscribe(({ phase }) => seen.push(phase));
    return { ...link, storage, seen };
  }
}

/** Files are read once: the folder is not needed afterwards. */
function noPages(): StaticFiles {
  const folder = mkdtempSync(join(tmpdir(), 'no-pages-'));
  const files = new StaticFiles(folder);
  rmdirSync(folder);
  return files;
}

/** The real door with one answer behind it. */
export async function openDoor(port = 0) {
  const sessions = new PersonSessions(systemClock(), () => {});
  const missing = async (): Promise<never> => {
    throw new Error('not part of this test');
  };
  const handlers = new Proxy(
    {},
    { get: (_target, name) => (name === 'demo.start' ? async () => ({ started: true }) : missing) },
  );
  const door = new PersonDoor({
    port,
    sessions,
    files: noPages(),
    dispatch: createDispatch(uiContract, handlers as never, () => {}),
  });
  await door.start();
  return { door, sessions, port: Number(new URL(door.origin).port) };
}

export const reached = (link: Link, wanted: ConnectionState['phase']): Promise<ConnectionState> =>
  new Promise((resolve) => {
    const check = (state: ConnectionState): void => {
      if (state.phase === wanted) resolve(state);
    };
    link.connection.subscribe(check);
    check(link.connection.state());
  });
