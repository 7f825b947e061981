import type { AgentCaller } from '../contract/agent-door.ts';
import { aboutTheApp } from '../contract/tools/catalogue.ts';
import { agentPause } from '../contract/tools/command-tools.ts';
import { vaultJob } from '../contract/tools/vault-tools.ts';
import { AppError, asAppError } from '../kernel/errors.ts';

import { carryOut, recordFailedPlan, recordRefusal } from './carry-out.ts';
import { drive } from './drive.ts';
import { deniedByRule, pausedByPerson } from './errors-for-agents.ts';
import type { GateDeps } from './gate-deps.ts';
import { hold, standing, type From } from './hold.ts';
import { answerJob } from './job-calls.ts';
import { parseInput } from './parse-input.ts';
import type { Accepted, AgentTool, Plan, ToolResult } from './plan.ts';
import { requestKey } from './request-key.ts';
import { takeBack } from './take-back.ts';
import { TaskBook } from './task-book.ts';
import { allSettled, resultOf, Task } from './task.ts';

const MAX_LIVE_TASKS = 256;
/** More than an agent may ask at once, so that no agent can take the room of all. */
const MAX_LIVE_TASKS_PER_AGENT = 64;

/** Longer than the vault is waited for would keep the person waiting; what is not over then is looked up at the next start. */
const LAST_EFFECTS_MS = 3000;

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
    let leave = (): void => undefined;
    try {
      leave = await this.#enter(tool, input, from.caller);
      return await this.#answer(tool, input, from);
    } catch (error) {
      const known = asAppError(error);
      if (known.code === 'internal') this.#deps.reportBug(error, tool);
      throw known;
    } finally {
      leave();
    }
  }

  async #enter(tool: string, input: unknown, caller: AgentCaller): Promise<() => void> {
    const { audit, kindOf, limits } = this.#deps;
    // Whoever floods the command must not keep the person from stopping it.
    if (limits === null || tool === agentPause.name) return () => undefined;
    const bytes = input === undefined ? 0 : JSON.stringify(input).length;
    const entry = limits.enter({ agent: caller.agent, kind: kindOf(caller.agent), bytes });
    if ('leave' in entry) return entry.leave;
    if (entry.isNews) await recordFailedPlan(audit, tool, { caller, code: entry.refusal.code });
    throw entry.refusal;
  }

  /** A connection ended: what it asked and never heard of is taken back. */
  async connectionEnded(connection: string): Promise<void> {
    const left = this.#book.live().filter((task) => task.belongsTo(connection));
    await Promise.all(left.map(takeBack));
  }

  /** Withdraws what an agent asked and ends what it runs; null means every agent. What is being written goes on. */
  async endWork(agent: string | null): Promise<{ readonly questions: number; readonly commands: number }> {
    const live = this.#book.live().filter((task) => agent === null || task.agent === agent);
    const phases = live.map(({ state }) => (state.phase === 'running' && state.job === null ? 'writing' : state.phase));
    await Promise.all(live.map(takeBack));
    return {
      questions: phases.filter((phase) => phase === 'asking').length,
      commands: phases.filter((phase) => phase === 'running').length,
    };
  }

  /** Withdraws every open question, ends every command, and lets what is being written come to its end: the app stops. */
  async stop(): Promise<void> {
    const live = this.#book.live();
    await Promise.all(live.map(takeBack));
    await allSettled(live, { clock: this.#deps.clock, patienceMs: LAST_EFFECTS_MS });
    this.#book.clear();
  }

  async #answer(name: string, input: unknown, from: From): Promise<ToolResult> {
    const { caller } = from;
    const { clock, digests } = this.#deps;
    const book = this.#book;
    if (this.#deps.isPaused(caller.agent) && !aboutTheApp.has(name)) {
      await recordFailedPlan(this.#deps.audit, name, { caller, code: 'paused' });
      throw pausedByPerson();
    }
    if (name === vaultJob.name) return answerJob({ book, clock }, parseInput(vaultJob.input, input), from);
    const tool = this.#tools.get(name);
    if (tool === undefined || (tool.spec.doors === 'command' && caller.door !== 'command')) {
      throw new AppError('unknown_call', 'There is no such tool.', { next: 'Call tools/list for the names.' });
    }
    const accepted = tool.accept(input);
    if (!accepted.mayWait) return this.#direct(name, await this.#plan(name, accepted, caller), caller);
    const request = requestKey(digests, { tool: name, input: accepted.input, caller });
    const task = book.find(request) ?? this.#start({ tool: name, request, accepted, caller });
    if (!(await hold(task, from, { clock }))) return standing(task);
    book.delivered(task);
    return resultOf(task);
  }

  /** What fails here tells something of what is there, such as that an entry is missing: it is noted like any look. */
  async #plan(tool: string, accepted: Accepted, caller: AgentCaller): Promise<Plan> {
    try {
      return await accepted.plan(caller);
    } catch (error) {
      const { code } = asAppError(error);
      await recordFailedPlan(this.#deps.audit, tool, { caller, code, subject: accepted.about });
      throw error;
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
    return {
      status: 'done',
      ...(await carryOut(audit, { tool, plan, caller, approval: null, grant: null, execution })),
    };
  }

  #start({ tool, request, accepted, caller }: Starting): Task {
    const live = this.#book.live();
    const own = live.filter(({ agent }) => agent === caller.agent);
    if (live.length >= MAX_LIVE_TASKS || own.length >= MAX_LIVE_TASKS_PER_AGENT) {
      throw new AppError('busy', 'Too many calls are waiting.', { next: 'Wait for some of them, then call again.' });
    }
    const task = new Task({ agent: caller.agent, tool, request });
    this.#book.add(task);
    const { reason } = accepted.input;
    void drive(this.#deps, {
      task,
      plan: this.#plan(tool, accepted, caller),
      caller,
      reason: typeof reason === 'string' ? reason : undefined,
    });
    return task;
  }
}

interface Starting {
  readonly tool: string;
  readonly request: string;
  readonly accepted: Accepted;
  readonly caller: AgentCaller;
}
