import type { Cancel, Clock } from '../ports/clock.ts';

import type { Plan } from './plan.ts';
import type { Task } from './task.ts';

const MINUTE_MS = 60_000;

/** How long a result waits to be fetched. Values go only to a call that comes back soon. */
const KEPT_MS: Readonly<Record<Plan['delivery'], number>> = {
  answer: 2 * MINUTE_MS,
  effect: 10 * MINUTE_MS,
  job: 30 * MINUTE_MS,
};
const FAILURE_KEPT_MS = 10 * MINUTE_MS;

/** Outputs may be large: beyond this many of an agent its oldest result goes, and no other agent's. */
const MAX_KEPT_PER_AGENT = 64;

const wasUnanswered = ({ state }: Task): boolean => state.phase === 'failed' && state.error.code === 'expired';

/** Live and recently settled tasks: the same call again finds its task here, and so does `vault_job`. */
export class TaskBook {
  readonly #clock: Clock;
  readonly #byRequest = new Map<string, Task>();
  readonly #byId = new Map<string, Task>();
  /** Settled tasks, oldest first, and how to keep each for good. */
  readonly #kept = new Map<Task, Cancel>();
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The task that the same call would join: a live one, or one whose result was not fetched yet. A question that ended
   * without an answer is no result: whoever calls again wants it asked again.
   */
  find(request: string): Task | undefined {
    const task = this.#byRequest.get(request);
    return task === undefined || task.takenBack || wasUnanswered(task) ? undefined : task;
  }

  /** Approval id or job id; only the agent that owns it ever sees a task. */
  findById(id: string, agent: string): Task | undefined {
    const task = this.#byId.get(id);
    return task?.agent === agent ? task : undefined;
  }

  add(task: Task): void {
    this.#byRequest.set(task.request, task);
    const stop = task.onChange(() => {
      const { state } = task;
      if (state.phase === 'asking') this.#byId.set(state.approval.id, task);
      if (state.phase === 'running' && state.job !== null) this.#byId.set(state.job.id, task);
      if (!task.settled) return;
      stop();
      this.#keep(task);
    });
  }

  /** The result reached its caller: the same call again is a new request. `vault_job` still finds all but values. */
  delivered(task: Task): void {
    const hasId = [...this.#byId.values()].includes(task);
    if (task.delivery === 'answer' || !hasId) this.#forget(task);
    else this.#unlink(task);
  }

  live(): readonly Task[] {
    return [...new Set([...this.#byRequest.values(), ...this.#byId.values()])].filter((task) => !task.settled);
  }

  /** Forgets every result, now and from now on. */
  clear(): void {
    this.#stopped = true;
    for (const task of this.#kept.keys()) this.#forget(task);
  }

  #keep(task: Task): void {
    if (this.#stopped) return;
    const ms = task.state.phase === 'done' && task.delivery !== null ? KEPT_MS[task.delivery] : FAILURE_KEPT_MS;
    this.#kept.set(
      task,
      this.#clock.after(ms, () => this.#forget(task)),
    );
    const own = [...this.#kept.keys()].filter(({ agent }) => agent === task.agent);
    if (own.length > MAX_KEPT_PER_AGENT && own[0] !== undefined) this.#forget(own[0]);
  }

  #forget(task: Task): void {
    this.#kept.get(task)?.();
    this.#kept.delete(task);
    this.#unlink(task);
    for (const [id, known] of this.#byId) if (known === task) this.#byId.delete(id);
  }

  #unlink(task: Task): void {
    if (this.#byRequest.get(task.request) === task) this.#byRequest.delete(task.request);
  }
}
