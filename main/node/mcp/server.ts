import { McpServer } from '@modelcontextprotocol/server';

import type { AgentCaller, AgentDoor } from '../../../app/contract/agent-door.ts';
import type { Log } from '../../../app/ports/log.ts';
import { describeTools } from './described-tools.ts';
import { CAPABILITIES, INSTRUCTIONS, SERVER_NAME, SERVER_TITLE } from './server-identity.ts';
import { answerToolCall } from './tool-call.ts';

export interface McpServerDeps {
  readonly door: AgentDoor;
  readonly log: Log;
  /** Version of the app. */
  readonly version: string;
}

/** Makes one server a connection or request; `caller` is asked at each call, since a client introduces itself only then. */
export type McpServerMaker = (caller: () => AgentCaller) => McpServer;

export function mcpServers(deps: McpServerDeps): McpServerMaker {
  const tools = describeTools();
  const identity = { name: SERVER_NAME, title: SERVER_TITLE, version: deps.version };
  return (caller) => {
    const server = new McpServer(identity, { capabilities: CAPABILITIES, instructions: INSTRUCTIONS });
    for (const { spec, input, output } of tools) {
      const { name, title, description, annotations } = spec;
      server.registerTool(
        name,
        { title, description, annotations, inputSchema: input, outputSchema: output },
        (args, context) => answerToolCall(deps, { spec, input: args, caller: caller(), context }),
      );
    }
    return server;
  };
}
