import type { Publish } from '../../app/contract/dispatch.ts';
import type { UiContract } from '../../app/contract/ui/ui-contract.ts';
import type { Layout } from '../../app/domain/paths.ts';

import type { LimitSettings } from '../../app/gate/limits.ts';

import type { DemoRunner } from './demo-runner.ts';
import type { Host } from './host.ts';
import type { CorePorts } from './ports.ts';
import type { ServerLink } from './server-link.ts';

export interface CoreOptions {
  readonly ports: CorePorts;
  readonly server: ServerLink;
  readonly layout: Layout;
  readonly version: string;
  readonly home: string;
  readonly publish: Publish<UiContract>;
  readonly addresses: () => { readonly ui: string; readonly mcp: string; readonly socket: string };
  /** The person's door with a fresh one-time code. */
  readonly openingAddress: () => string;
  /** What a client runs for MCP over stdio. */
  readonly shimCommand: readonly string[];
  readonly shimEnvironment: Readonly<Record<string, string>>;
  readonly demo: DemoRunner;
  /** What shows things: a desktop shell, or the terminal. */
  readonly host: Host;
  /** PATH for commands of agents whose door reports none. */
  readonly defaultPath: string;
  /** Null switches them off. */
  readonly limits: LimitSettings | null;
}
