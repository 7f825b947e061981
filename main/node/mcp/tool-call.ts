import type { CallToolResult, ServerContext } from '@modelcontextprotocol/server';

import type { AgentCaller, AgentDoor, CallContext } from '../../../app/contract/agent-door.ts';
import type { ToolSpec } from '../../../app/contract/tools/define.ts';
import type { AppError } from '../../../app/kernel/errors.ts';
import { asAppError } from '../../../app/kernel/errors.ts';
import type { Log } from '../../../app/ports/log.ts';
import { reportBug } from './report-bug.ts';

/** Clients give up a request after 60 s as a rule; those that asked for progress are known to wait longer. */
const HOLD_MS = 25_000;
const HOLD_WITH_PROGRESS_MS = 45_000;

export interface ToolCallDeps {
  readonly door: AgentDoor;
  readonly log: Log;
}

export interface ToolCall {
  readonly spec: ToolSpec;
  readonly input: unknown;
  readonly caller: AgentCaller;
  readonly context: ServerContext;
}

/** Runs a tool for an MCP client. Never throws, and of an error nothing leaves but code, message and next. */
export async function answerToolCall(deps: ToolCallDeps, call: ToolCall): Promise<CallToolResult> {
  const { spec, input, caller } = call;
  const progress = progressTo(call.context);
  try {
    const data = await deps.door.call(spec.name, input, caller, {
      holdMs: progress.wanted ? HOLD_WITH_PROGRESS_MS : HOLD_MS,
      onCancel: cancellation(call.context),
      progress: progress.send,
    });
    return done(spec.output.parse(data));
  } catch (error) {
    const known = asAppError(error);
    if (known !== error) reportBug(deps.log, `tool.${spec.name}`, error);
    return failed(known);
  } finally {
    progress.end();
  }
}

function done(data: Record<string, unknown>): CallToolResult {
  return { structuredContent: data, content: [{ type: 'text', text: readableJson(data) }] };
}

/**
 * Without structured content: official clients of the older era check it against the output schema even in an error,
 * and would show their own complaint in place of ours.
 */
function failed({ code, message, next }: AppError): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: readableJson({ code, message, next }) }] };
}

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]/gu;

/** JSON in which every character that cannot be seen is written as an escape: names from a vault could carry hidden words. */
const readableJson = (data: unknown): string => JSON.stringify(data).replaceAll(INVISIBLE, escaped);

const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** A call ends early when the client cancels, its connection closes, or the HTTP request that carried it does. */
function cancellation(context: ServerContext): CallContext['onCancel'] {
  const request = context.http?.req?.signal;
  const signal = request === undefined ? context.mcpReq.signal : AbortSignal.any([context.mcpReq.signal, request]);
  return (action) => {
    const run = () => action();
    if (signal.aborted) queueMicrotask(run);
    else signal.addEventListener('abort', run, { once: true });
    return () => signal.removeEventListener('abort', run);
  };
}

function progressTo({ mcpReq }: ServerContext) {
  const { _meta: meta } = mcpReq;
  const token = meta?.progressToken;
  let count = 0;
  let open = token !== undefined;
  return {
    wanted: token !== undefined,
    send: (message: string): void => {
      if (!open || token === undefined) return;
      count += 1;
      const params = { progressToken: token, progress: count, message };
      // A client that went away misses nothing: its call is cancelled by the closed connection.
      mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
    },
    end: (): void => {
      open = false;
    },
  };
}
