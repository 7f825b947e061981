import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';

import { toNodeHandler } from '@modelcontextprotocol/node';
import { isLegacyRequest } from '@modelcontextprotocol/server';

import { AppError, asAppError } from '../../../app/kernel/errors.ts';
import type { AgentId } from '../../../app/kernel/ids.ts';
import { listenOnLoopback } from '../listen-on-loopback.ts';
import { reportBug } from '../mcp/report-bug.ts';
import { mcpServers } from '../mcp/server.ts';
import { BearerGate } from './bearer-gate.ts';
import { readJsonBody } from './http-body.ts';
import { judgeHead, MCP_PATH } from './http-checks.ts';
import { HttpExchanges } from './http-exchanges.ts';
import { refusalOf, refusalResponse, refuse } from './http-refusal.ts';
import { HttpSessions } from './http-sessions.ts';
import type { AgentsDoorDeps } from './socket-server.ts';

const MAX_CONNECTIONS = 256;

export interface HttpDoorOptions {
  /** 0 means any free one. */
  readonly port: number;
  /** Version of the app. */
  readonly version: string;
}

export interface HttpDoor {
  readonly port: number;
  /** The address to give to MCP clients. */
  readonly url: string;
  stop(): Promise<void>;
}

/** MCP over HTTP for agents with a bearer key, on loopback only. Throws `port_in_use`. */
export async function startHttpDoor(deps: AgentsDoorDeps, options: HttpDoorOptions): Promise<HttpDoor> {
  const newServer = mcpServers({ ...deps, version: options.version });
  const parts: Parts = {
    deps,
    gate: new BearerGate(deps),
    sessions: new HttpSessions(deps, newServer),
    exchanges: new HttpExchanges(deps, newServer),
  };
  const { port, servers } = await listenOnLoopback(() => newHttpServer(parts), { port: options.port, setting: 'PORT' });
  return { port, url: `http://127.0.0.1:${port}${MCP_PATH}`, stop: () => stop(parts, servers) };
}

interface Parts {
  readonly deps: AgentsDoorDeps;
  readonly gate: BearerGate;
  readonly sessions: HttpSessions;
  readonly exchanges: HttpExchanges;
}

async function stop({ gate, sessions, exchanges }: Parts, servers: readonly Server[]): Promise<void> {
  gate.stop();
  sessions.stop();
  await exchanges.stop();
  const closed = servers.map(async (server) => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  });
  await Promise.all(closed);
}

function newHttpServer(parts: Parts): Server {
  const limits = {
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 30_000,
    connectionsCheckingInterval: 5_000,
    // Ours says more than Node's own 400, and must see HTTP/1.0 requests too.
    requireHostHeader: false,
  };
  const server = createServer(limits, (request, response) => void answer(parts, request, response));
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

async function answer(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const agent = await admitted(parts, request, response);
    if (agent === null) return;
    const body = request.method === 'POST' ? await readJsonBody(request) : undefined;
    await serve(parts, { request, response, agent, body });
  } catch (error) {
    const known = asAppError(error);
    if (known !== error) reportBug(parts.deps.log, 'http', error);
    refuse(response, refusalOf(known));
  }
}

/** The agent whose request this is, or null after it was refused. Reads nothing of the body. */
async function admitted(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<AgentId | null> {
  const { method = '', url: target = '', rawHeaders, socket } = request;
  const head = judgeHead({ method, target, rawHeaders, port: socket.localPort ?? 0 });
  if ('refusal' in head) {
    refuse(response, head.refusal);
    return null;
  }
  const verdict = await parts.gate.check(head.key);
  if ('agent' in verdict) return verdict.agent;
  refuse(response, verdict.refusal);
  return null;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly agent: AgentId;
  readonly body: unknown;
}

async function serve({ sessions, exchanges, deps }: Parts, exchange: Exchange): Promise<void> {
  const { response, agent, body } = exchange;
  const handler = {
    fetch: async (request: Request): Promise<Response> => {
      if (Array.isArray(body))
        return refusalResponse(refusalOf(new AppError('bad_input', 'Send one message at a time.')));
      const incoming = { request, body, agent, onFinished: (action: () => void) => response.once('close', action) };
      return (await isLegacyRequest(request, body)) ? sessions.serve(incoming) : exchanges.serve(incoming);
    },
  };
  const { method = 'GET', url = MCP_PATH, headers } = exchange.request;
  // The body was read already; the adapter gets an empty stream in its place.
  const request = Object.assign(Readable.from([]), { method, url, headers });
  await toNodeHandler(handler, { onerror: (error) => reportBug(deps.log, 'http', error) })(request, response, body);
}
