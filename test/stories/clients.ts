import { Client as ModernClient, StreamableHTTPClientTransport as ModernHttp } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as LegacyStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as LegacyHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import { COMMAND, type RunningApp } from './running-app.ts';

type Era = 'legacy' | 'modern';

export interface ToolReply {
  readonly isError?: boolean;
  readonly structuredContent?: Record<string, unknown>;
  readonly content?: readonly { readonly type: string; readonly text?: string }[];
}

export interface McpClient {
  call(tool: string, input: Record<string, unknown>, signal?: AbortSignal): Promise<ToolReply>;
  tools(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly era: Era;
  readonly agent?: string;
  readonly cwd?: string;
  /** Makes this an HTTP client. */
  readonly key?: string;
}

const NAME = { name: 'story-client', version: '1.0.0' };

/** A real MCP client of either era, over the real shim or over HTTP. Everything it receives goes to `frames`. */
export async function connect(app: RunningApp, options: ConnectOptions, frames: string[] = []): Promise<McpClient> {
  const client =
    options.era === 'legacy'
      ? new LegacyClient(NAME)
      : new ModernClient(NAME, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  const transport = transportFor(app, options);
  await client.connect(transport as never);
  return {
    async call(tool, input, signal) {
      const request = { name: tool, arguments: input };
      const patience = { timeout: 600_000, ...(signal === undefined ? {} : { signal }) };
      const reply = (await (client instanceof LegacyClient
        ? client.callTool(request, undefined, patience)
        : client.callTool(request, patience))) as ToolReply;
      frames.push(JSON.stringify(reply));
      return reply;
    },
    async tools() {
      const { tools } = await client.listTools();
      return tools.map(({ name }) => name);
    },
    close: () => client.close(),
  };
}

function transportFor(app: RunningApp, { era, agent = 'story', cwd = app.home, key }: ConnectOptions): unknown {
  if (key !== undefined) {
    const init = { requestInit: { headers: { authorization: `Bearer ${key}` } } };
    return era === 'legacy' ? new LegacyHttp(new URL(app.agents), init) : new ModernHttp(new URL(app.agents), init);
  }
  const stdio = {
    command: process.execPath,
    args: [COMMAND, 'mcp', '--agent', agent],
    env: Object.fromEntries(Object.entries(app.env).filter((pair): pair is [string, string] => pair[1] !== undefined)),
    cwd,
  };
  return era === 'legacy' ? new LegacyStdio(stdio) : new ModernStdio(stdio);
}

/** A tool's answer, or its error's code. */
export const answerOf = (reply: ToolReply): Record<string, unknown> => {
  if (reply.structuredContent !== undefined) return reply.structuredContent;
  return JSON.parse(reply.content?.[0]?.text ?? '{}') as Record<string, unknown>;
};
