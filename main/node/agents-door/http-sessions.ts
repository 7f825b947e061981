import { isInitializeRequest, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';

import type { AgentCaller } from '../../../app/contract/agent-door.ts';
import { AppError } from '../../../app/kernel/errors.ts';
import type { AgentId } from '../../../app/kernel/ids.ts';
import { clientOf } from '../mcp/client-identity.ts';
import type { McpServerMaker } from '../mcp/server.ts';
import { refusalOf, refusalResponse } from './http-refusal.ts';
import { Presence } from './presence.ts';
import type { AgentsDoorDeps } from './socket-server.ts';

const IDLE_MS = 30 * 60_000;
const MAX_AGE_MS = 12 * 60 * 60_000;
const MAX_PER_AGENT = 64;

/** One request of the era of sessions, its body read already. */
export interface SessionRequest {
  readonly request: Request;
  readonly body: unknown;
  readonly agent: AgentId;
  /** Calls back when the answer is complete or the client went away. */
  readonly onFinished: (action: () => void) => void;
}

interface Session {
  readonly agent: AgentId;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly presence: Presence;
  end(): void;
}

/** Sessions of clients up to 2025-11-25. A session's id opens nothing without a key of the agent that it belongs to. */
export class HttpSessions {
  readonly #deps: AgentsDoorDeps;
  readonly #newServer: McpServerMaker;
  readonly #sessions = new Map<string, Session>();

  constructor(deps: AgentsDoorDeps, newServer: McpServerMaker) {
    this.#deps = deps;
    this.#newServer = newServer;
  }

  async serve(incoming: SessionRequest): Promise<Response> {
    const id = incoming.request.headers.get('mcp-session-id');
    if (id !== null) return this.#goOn(id, incoming);
    if (!isInitializeRequest(incoming.body)) {
      return refused('bad_input', 'This request belongs to no session.', 'Start with `initialize`.');
    }
    return this.#start(incoming);
  }

  stop(): void {
    for (const session of this.#sessions.values()) session.end();
  }

  async #goOn(id: string, incoming: SessionRequest): Promise<Response> {
    const session = this.#sessions.get(id);
    // A foreign session and none at all get the same answer: it must not tell which ids exist.
    if (session?.agent !== incoming.agent) {
      return refused('not_found', 'This session is not known.', 'Start a new one with `initialize`.');
    }
    return forward(session, incoming);
  }

  async #start(incoming: SessionRequest): Promise<Response> {
    if (!this.#makeRoom(incoming.agent)) {
      return refused('busy', 'Too many sessions are open.', 'End one of them with DELETE.');
    }
    const session = await this.#open(incoming);
    const response = await forward(session, incoming);
    // A handshake that was refused leaves nothing behind.
    if (session.transport.sessionId === undefined) session.end();
    return response;
  }

  async #open({ agent, body }: SessionRequest): Promise<Session> {
    const { door, clock, random } = this.#deps;
    const id = Buffer.from(random.bytes(32)).toString('base64url');
    const connection = `http_${Buffer.from(random.bytes(15)).toString('hex')}`;
    const caller: AgentCaller = { agent, door: 'http', connection, client: clientOf(body) };
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => id,
      onsessionclosed: () => end(),
    });
    const server = this.#newServer(() => caller);
    await server.connect(transport);
    const left = door.connected(caller);
    const presence = new Presence(clock, IDLE_MS, () => end());
    const tooOld = clock.after(MAX_AGE_MS, () => end());
    const end = () => {
      if (!this.#sessions.delete(id)) return;
      tooOld();
      presence.stop();
      left();
      void server.close();
    };
    const session: Session = { agent, transport, presence, end };
    this.#sessions.set(id, session);
    return session;
  }

  /** Ends the session that this agent left alone longest, where it has too many. */
  #makeRoom(agent: AgentId): boolean {
    const own = [...this.#sessions.values()].filter((session) => session.agent === agent);
    if (own.length < MAX_PER_AGENT) return true;
    const [oldest] = own
      .filter((session) => !session.presence.busy)
      .toSorted((a, b) => a.presence.usedAt - b.presence.usedAt);
    oldest?.end();
    return oldest !== undefined;
  }
}

async function forward(session: Session, { request, body, onFinished }: SessionRequest): Promise<Response> {
  onFinished(session.presence.enter());
  return session.transport.handleRequest(request, body === undefined ? {} : { parsedBody: body });
}

const refused = (code: 'bad_input' | 'busy' | 'not_found', message: string, next: string): Response =>
  refusalResponse(refusalOf(new AppError(code, message, { next })));
