import type { AgentCaller, CallContext } from '../contract/agent-door.ts';
import { vaultJob, vaultRun } from '../contract/tools/vault-tools.ts';
import { AppError, asAppError } from '../kernel/errors.ts';

import { carryOut, recordRefusal } from './carry-out.ts';
import { drive } from './drive.ts';
import { deniedByRule } from './errors-for-agents.ts';
import type { GateDeps } from './gate-deps.ts';
import { hold } from './hold.ts';
import { answerJob } from './job-calls.ts';
import { parseInput } from './parse-input.ts';
import type { Accepted, AgentTool, Plan, ToolResult } from './plan.ts';
import { requestKey } from './request-key.ts';
import { takeBack } from './take-back.ts';
import { TaskBook } from './task-book.ts';
import { Task } from './task.ts';

const MAX_LIVE_TASKS = 64;
const RESULT_KEPT_MS = 10 * 60_000;
const JOB_KEPT_MS = 30 * 60_000;

/** Who calls, and how long the call may be held. */
export interface From {
  readonly caller: AgentCaller;
  readonly context: CallContext;
}

/** The one way in for every agent request: validate → authorize → audit → act → audit. The door authenticated the caller. */
export class Gate {
  readonly #deps: GateDeps;
  readonly #book: TaskBook;
  readonly #tools: ReadonlyMap<string, AgentTool>;

  constructor(deps: GateDeps) {
    this.#deps = deps;
    this.#book = new TaskBook(deps.clock);
    this.#tools = new Map(deps.tools.map((tool) => [tool.spec.name, tool]));
  }

  /** Throws `AppError` only. */
  async call(tool: string, input: unknown, from: From): Promise<ToolResult> {
    try {
      return await this.#answer(tool, input, from);
    } catch (error) {
      const known = asAppError(error);
      if (known.code === 'internal') this.#deps.reportBug(error, tool);
      throw known;
    }
  }

  /** A connection ended: what it asked and never heard of is taken back. */
  async connectionEnded(connection: string): Promise<void> {
    const left = this.#book.live().filter((task) => task.connection === connection && !task.handedOver);
    await Promise.all(left.map(takeBack));
  }

  /** Withdraws every open question and ends every command: the app stops. */
  async stop(): Promise<void> {
    await Promise.all(this.#book.live().map(takeBack));
  }

  async #answer(name: string, input: unknown, from: From): Promise<ToolResult> {
    const { caller, context } = from;
    const { clock, digests } = this.#deps;
    if (name === vaultJob.name) return answerJob(this.#book, parseInput(vaultJob.input, input), { ...from, clock });
    const tool = this.#tools.get(name);
    if (tool === undefined || (tool.spec.doors === 'command' && caller.door !== 'command')) {
      throw new AppError('unknown_call', 'There is no such tool.', { next: 'Call tools/list for the names.' });
    }
    const accepted = tool.accept(input);
    if (!accepted.mayWait) return this.#direct(name, await accepted.plan(caller), caller);
    const key = requestKey(digests, { tool: name, input: accepted.input, caller });
    const task = this.#book.find(key) ?? this.#start(name, key, { accepted, caller });
    try {
      return await hold(task, context, { clock });
    } finally {
      if (task.settled) this.#book.delivered(key, task);
    }
  }

  /** A call that nobody needs to be asked about. */
  async #direct(tool: string, plan: Plan, caller: AgentCaller): Promise<ToolResult> {
    const { audit } = this.#deps;
    if (plan.effect !== 'allow') {
      await recordRefusal(audit, tool, { plan, caller });
      throw deniedByRule(plan.capability);
    }
    const execution = { approval: null, jobStarted: () => undefined };
    return { status: 'done', ...(await carryOut(audit, { tool, plan, caller, approval: null, execution })) };
  }

  #start(name: string, key: string, { accepted, caller }: { accepted: Accepted; caller: AgentCaller }): Task {
    if (this.#book.live().length >= MAX_LIVE_TASKS) {
      throw new AppError('busy', 'Too many calls are waiting.', { next: 'Wait for some of them, then call again.' });
    }
    const keptMs = name === vaultRun.name ? JOB_KEPT_MS : RESULT_KEPT_MS;
    const task = new Task({ agent: caller.agent, tool: name, connection: caller.connection, keptMs });
    this.#book.add(key, task);
    const { reason } = accepted.input;
    void drive(this.#deps, {
      task,
      plan: accepted.plan(caller),
      caller,
      reason: typeof reason === 'string' ? reason : undefined,
    });
    return task;
  }
}
