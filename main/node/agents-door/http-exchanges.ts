import type { McpHttpHandler } from '@modelcontextprotocol/server';
import { createMcpHandler } from '@modelcontextprotocol/server';

import type { AgentCaller } from '../../../app/contract/agent-door.ts';
import type { AgentId } from '../../../app/kernel/ids.ts';
import { clientOf } from '../mcp/client-identity.ts';
import type { McpServerMaker } from '../mcp/server.ts';
import type { SessionRequest } from './http-sessions.ts';
import { Presence } from './presence.ts';
import type { AgentsDoorDeps } from './socket-server.ts';

/** How long a client counts as connected after its last request: since 2026-07-28 there are no sessions to go by. */
const IDLE_MS = 2 * 60_000;

interface Visitor {
  readonly caller: AgentCaller;
  readonly presence: Presence;
  end(): void;
}

/** Single exchanges of clients from 2026-07-28 on: every request stands alone and has a server of its own. */
export class HttpExchanges {
  readonly #deps: AgentsDoorDeps;
  readonly #handler: McpHttpHandler;
  readonly #callers = new WeakMap<Request, AgentCaller>();
  readonly #visitors = new Map<string, Visitor>();

  constructor(deps: AgentsDoorDeps, newServer: McpServerMaker) {
    this.#deps = deps;
    this.#handler = createMcpHandler(({ requestInfo }) => newServer(() => this.#callerOf(requestInfo)), {
      legacy: 'reject',
      onerror: (error) => deps.log.write('debug', 'agents-door.mcp', { error: error.name }),
    });
  }

  async serve({ request, body, agent, onFinished }: SessionRequest): Promise<Response> {
    const { caller, presence } = this.#visitor(agent, clientOf(body));
    onFinished(presence.enter());
    this.#callers.set(request, caller);
    return this.#handler.fetch(request, body === undefined ? {} : { parsedBody: body });
  }

  async stop(): Promise<void> {
    for (const visitor of this.#visitors.values()) visitor.end();
    await this.#handler.close();
  }

  #callerOf(request: Request | undefined): AgentCaller {
    const caller = request === undefined ? undefined : this.#callers.get(request);
    if (caller === undefined) throw new TypeError('A request without a caller reached the server.');
    return caller;
  }

  #visitor(agent: AgentId, client: AgentCaller['client']): Visitor {
    const name = JSON.stringify([agent, client?.name, client?.version]);
    const known = this.#visitors.get(name);
    if (known !== undefined) return known;
    const { door, clock, random } = this.#deps;
    const connection = `http_${Buffer.from(random.bytes(15)).toString('hex')}`;
    const caller: AgentCaller = { agent, door: 'http', connection, client };
    const left = door.connected(caller);
    const end = () => {
      this.#visitors.delete(name);
      presence.stop();
      left();
    };
    const presence = new Presence(clock, IDLE_MS, end);
    const visitor = { caller, presence, end };
    this.#visitors.set(name, visitor);
    return visitor;
  }
}
