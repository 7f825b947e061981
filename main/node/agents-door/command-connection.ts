import { z } from 'zod';

import type { AgentCaller, AgentDoor } from '../../../app/contract/agent-door.ts';
import type { CommandReply } from '../../../app/contract/socket-wire.ts';
import { commandCall } from '../../../app/contract/socket-wire.ts';
import { AppError, asAppError } from '../../../app/kernel/errors.ts';
import type { Log } from '../../../app/ports/log.ts';
import { reportBug } from '../mcp/report-bug.ts';
import type { LineSocket } from './line-socket.ts';
import { lineTooLong, MAX_OPEN_CALLS, NO_CALL, refusalLine, tooManyCalls } from './refusals.ts';
import { parseStrictJson } from './strict-json.ts';

/** A person types these commands and may take the time that an approval lives. */
const HOLD_MS = 10 * 60_000;

const numbered = z.object({ id: z.number().int() });

export interface CommandConnection {
  readonly door: AgentDoor;
  readonly log: Log;
  readonly lines: LineSocket;
  readonly caller: AgentCaller;
}

/** Serves the `countersign` command: one JSON line a call, each call on its own; the end of the connection cancels them. */
export function serveCommands(connection: CommandConnection): void {
  const { door, lines, caller } = connection;
  const open = new Set<OpenCall>();
  const left = door.connected(caller);
  lines.events = {
    line: (bytes) => void serveLine(connection, open, bytes),
    tooLong: () => lines.end(refusalLine(lineTooLong())),
    closed: () => {
      for (const call of open) call.cancel();
      open.clear();
      left();
    },
  };
}

async function serveLine(connection: CommandConnection, open: Set<OpenCall>, bytes: Buffer): Promise<void> {
  const { lines, log } = connection;
  const call = new OpenCall();
  try {
    call.read(bytes);
    if (open.size >= MAX_OPEN_CALLS) throw tooManyCalls();
    open.add(call);
    const data = await connection.door.call(call.tool, call.input, connection.caller, {
      holdMs: HOLD_MS,
      onCancel: (action) => call.onCancel(action),
      progress: (message) => void lines.send(replyLine({ kind: 'progress', id: call.id, message })),
    });
    await lines.send(replyLine({ kind: 'done', id: call.id, data: { ...data } }));
  } catch (error) {
    const known = asAppError(error);
    if (known !== error) reportBug(log, 'command', error);
    await lines.send(refusalLine(known, call.id));
  } finally {
    open.delete(call);
  }
}

const replyLine = (reply: CommandReply): string => JSON.stringify(reply);

class OpenCall {
  id = NO_CALL;
  tool = '';
  input: unknown;
  readonly #listeners = new Set<() => void>();
  #cancelled = false;

  read(bytes: Buffer): void {
    const value = parseStrictJson(bytes);
    this.id = numbered.safeParse(value).data?.id ?? NO_CALL;
    const parsed = commandCall.safeParse(value);
    if (!parsed.success) throw new AppError('bad_input', 'A call is {"id", "tool", "input"} on one line.');
    ({ tool: this.tool, input: this.input } = parsed.data);
  }

  onCancel(action: () => void): () => void {
    if (this.#cancelled) queueMicrotask(action);
    else this.#listeners.add(action);
    return () => this.#listeners.delete(action);
  }

  cancel(): void {
    this.#cancelled = true;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}
