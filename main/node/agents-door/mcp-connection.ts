import { serveStdio } from '@modelcontextprotocol/server/stdio';

import type { AgentCaller, AgentDoor } from '../../../app/contract/agent-door.ts';
import type { Log } from '../../../app/ports/log.ts';
import { clientOf } from '../mcp/client-identity.ts';
import type { McpServerMaker } from '../mcp/server.ts';
import type { LineSocket } from './line-socket.ts';
import { LineTransport } from './line-transport.ts';

export interface McpConnection {
  readonly door: AgentDoor;
  readonly log: Log;
  readonly newServer: McpServerMaker;
  readonly lines: LineSocket;
  readonly caller: AgentCaller;
}

/**
 * Serves one MCP client over a socket, in either era. The door hears of it at its first message and not before: clients probe
 * by starting the shim twice, and only the message tells which client it is.
 */
export function serveMcp(connection: McpConnection): void {
  const { door, log, newServer, lines } = connection;
  let { caller } = connection;
  let left: (() => void) | undefined;
  const transport = new LineTransport(lines, {
    message: (message) => {
      const client = caller.client ?? clientOf(message);
      if (caller.client === undefined && client !== undefined) caller = { ...caller, client };
      left ??= door.connected(caller);
    },
    closed: () => left?.(),
  });
  serveStdio(() => newServer(() => caller), {
    transport,
    // The error's message may quote what the client sent.
    onerror: (error) => log.write('debug', 'agents-door.mcp', { error: error.name }),
  });
}
