import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import envPaths from 'env-paths';

import type { Endpoints } from '../../app/contract/socket-wire.ts';
import type { Clock, Turns } from '../../app/ports/clock.ts';
import { createCore, type Core } from '../core/core.ts';
import { hostInProcess } from '../core/host.ts';
import { openPorts } from '../core/open-ports.ts';
import type { CorePorts } from '../core/ports.ts';
import type { ServerLink, ServerStatus } from '../core/server-link.ts';
import { startHttpDoor } from '../node/agents-door/http-server.ts';
import { socketAddress } from '../node/agents-door/socket-address.ts';
import { startSocketDoor } from '../node/agents-door/socket-server.ts';
import { endpointsFile, homeFolder } from '../node/home-folder.ts';
import { installationFolder, installedVersion, shimCommand } from '../node/installation.ts';
import { replaceFile } from '../node/state/replace-file.ts';
import { systemClock } from '../node/state/system-clock.ts';
import { takeLock } from '../node/instance-lock.ts';
import { jsonLog } from '../node/json-log.ts';

import { chooseServer } from './choose-server.ts';
import { demoRunner } from './demo-runner.ts';
import { PersonDoor } from './person-door.ts';
import { PersonSessions } from './person-sessions.ts';
import { readSettings, type Settings } from './settings.ts';
import { StaticFiles } from './static-files.ts';
import { terminalHost } from './terminal-host.ts';

export interface HeadlessOptions {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  readonly clock?: Clock & Turns;
  /** For people who watch the terminal. */
  readonly say?: (line: string) => void;
}

export interface Running {
  /** The page with a fresh one-time code. */
  readonly address: string;
  /** For programs that start the app. */
  readonly ready: {
    readonly ui: string;
    readonly code: string;
    readonly agents: string;
    readonly socket: string;
    readonly pid: number;
  };
  /** The server behind the app cannot be used: said once, with what helps. */
  onTrouble(listener: (status: ServerStatus) => void): void;
  stop(): Promise<void>;
}

/** The app without a desktop: core, agents' door and the person's door in this process. */
export async function startHeadless({
  home,
  env,
  log: write,
  clock = systemClock(),
  say = () => undefined,
}: HeadlessOptions): Promise<Running> {
  const settings = readSettings(env);
  await mkdir(home, { recursive: true, mode: 0o700 });
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).toReversed()) await end();
  };
  try {
    stops.push(await takeLock(join(home, 'run', 'core.lock')));
    return await open({
      home,
      env,
      clock,
      say,
      settings,
      stops,
      stop,
      log: jsonLog(settings.logLevel, write),
    });
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Opening {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock & Turns;
  readonly say: (line: string) => void;
  readonly settings: Settings;
  readonly stops: (() => Promise<void>)[];
  readonly stop: () => Promise<void>;
  readonly log: ReturnType<typeof jsonLog>;
}

async function open({ home, env, clock, say, settings, stops, stop, log }: Opening): Promise<Running> {
  const ports = await openPorts({ home, log, clock });
  const version = installedVersion();
  const sessions = new PersonSessions(ports.clock, ({ name }) => announce(ports, name));
  const places = { ui: '', mcp: '', socket: '' };
  const openingAddress = (): string => `${places.ui}/#code=${sessions.newCode()}`;
  const server = await chooseServer({
    ports,
    env,
    home,
    pinsFile: join(installationFolder(), 'assets', 'openbao.json'),
    cacheFolder: join(envPaths('countersign', { suffix: '' }).cache, 'openbao'),
  });
  const door: { current: PersonDoor | null } = { current: null };
  const core = await createCore({
    ports,
    server,
    version,
    home,
    openingAddress,
    layout: settings.layout,
    publish: (name, payload) => door.current?.publish(name, payload),
    addresses: () => places,
    shimCommand: shimCommand(),
    shimEnvironment: home === homeFolder({}) ? {} : { COUNTERSIGN_HOME: home },
    demo: demoRunner({ home, version, stops }),
    host: hostInProcess(
      terminalHost(say, () => places.ui),
      ports.reportBug,
    ),
    defaultPath: env['PATH'] ?? '',
    limits: settings.limits,
  });
  stops.push(() => core.stop());
  door.current = await openPersonDoor({ core, sessions, settings, clock, stops });
  places.ui = door.current.origin;
  await openAgentsDoor({ core, ports, settings, places, home, env, version, stops });
  const started = core.start().catch((error: unknown) => ports.reportBug(error, 'start'));
  const code = sessions.newCode();
  return {
    address: `${places.ui}/#code=${code}`,
    ready: { ui: places.ui, code, agents: places.mcp, socket: places.socket, pid: process.pid },
    onTrouble: (listener) => void started.then(() => tellTrouble(server, listener)),
    stop,
  };
}

function tellTrouble(server: ServerLink, listener: (status: ServerStatus) => void): void {
  const status = server.status();
  if (status.state !== 'ready') listener(status);
}

/** A session that may decide is never opened in silence. */
function announce({ trail }: CorePorts, session: string): void {
  void trail.record(
    { agent: 'person', action: 'session', outcome: 'info', detail: `${session} may decide`, connection: session },
    { synced: false },
  );
}

async function openPersonDoor({
  core,
  sessions,
  settings,
  clock,
  stops,
}: {
  readonly core: Core;
  readonly sessions: PersonSessions;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly stops: (() => Promise<void>)[];
}): Promise<PersonDoor> {
  const files = new StaticFiles(join(installationFolder(), 'build', 'renderer'));
  const door = new PersonDoor({ port: settings.uiPort, sessions, files, dispatch: core.dispatch, clock });
  await door.start();
  stops.push(() => door.stop());
  return door;
}

async function openAgentsDoor({
  core,
  ports,
  settings,
  places,
  home,
  env,
  version,
  stops,
}: {
  readonly core: Core;
  readonly ports: CorePorts;
  readonly settings: Settings;
  readonly places: { ui: string; mcp: string; socket: string };
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly version: string;
  readonly stops: (() => Promise<void>)[];
}): Promise<void> {
  const deps = { door: core.door, clock: ports.clock, random: ports.random, log: ports.log };
  const nonce = Buffer.from(ports.random.bytes(12)).toString('hex');
  const path = socketAddress({ home, env, platform: process.platform, nonce });
  const socket = await startSocketDoor(deps, { path, version });
  stops.push(() => socket.stop());
  const http = await startHttpDoor(deps, { port: settings.agentsPort, version });
  stops.push(() => http.stop());
  places.mcp = http.url;
  places.socket = socket.path;
  const found: Endpoints = {
    pid: process.pid,
    version,
    socket: socket.path,
    mcp: http.url,
    ui: places.ui,
  };
  await replaceFile(endpointsFile(home), JSON.stringify(found));
  stops.push(() => rm(endpointsFile(home), { force: true }));
}
