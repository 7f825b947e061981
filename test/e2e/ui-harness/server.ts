import { join } from 'node:path';

import { createDispatch, type Publish } from '../../../app/contract/dispatch.ts';
import { uiContract, type UiContract } from '../../../app/contract/ui/ui-contract.ts';
import { PersonDoor } from '../../../main/headless/person-door.ts';
import { PersonSessions } from '../../../main/headless/person-sessions.ts';
import { StaticFiles } from '../../../main/headless/static-files.ts';
import { systemClock } from '../../../main/node/state/system-clock.ts';

import { World } from './world.ts';

export interface Harness {
  readonly world: World;
  readonly origin: string;
  /** A fresh address with a code that works once. */
  readonly address: () => string;
  readonly stop: () => Promise<void>;
}

const PAGES = join(import.meta.dirname, '../../../build/renderer');

/** The built pages behind the real door, with a made-up world instead of a core. */
export async function startHarness(port: number): Promise<Harness> {
  const sessions = new PersonSessions(systemClock(), ({ name }) => world.opened(name));
  const publish: Publish<UiContract> = (name, payload) => door.publish(name, payload);
  const world = new World(publish);
  const reportBug = (error: unknown, call: string): void => {
    process.stderr.write(`${call}: ${String(error)}\n`);
  };
  const door = new PersonDoor({
    port,
    sessions,
    files: new StaticFiles(PAGES),
    dispatch: createDispatch(uiContract, world.handlers(), reportBug),
  });
  await door.start();
  return {
    world,
    origin: door.origin,
    address: () => `${door.origin}/#code=${sessions.newCode()}`,
    stop: () => door.stop(),
  };
}
