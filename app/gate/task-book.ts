import type { Clock } from '../ports/clock.ts';

import type { Task } from './task.ts';

/** Live and recently settled tasks: the same call again finds its task here, and so does `vault_job`. */
export class TaskBook {
  readonly #clock: Clock;
  readonly #byRequest = new Map<string, Task>();
  readonly #byId = new Map<string, Task>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The task that the same call would join: a live one, or one whose result was not fetched yet. */
  find(requestKey: string): Task | undefined {
    return this.#byRequest.get(requestKey);
  }

  /** Approval id or job id; only the agent that owns it ever sees a task. */
  findById(id: string, agent: string): Task | undefined {
    const task = this.#byId.get(id);
    return task?.agent === agent ? task : undefined;
  }

  add(requestKey: string, task: Task): void {
    this.#byRequest.set(requestKey, task);
    const stop = task.onChange(() => {
      const { state } = task;
      if (state.phase === 'asking') this.#byId.set(state.approval.id, task);
      if (state.phase === 'running' && state.job !== null) this.#byId.set(state.job.id, task);
      if (!task.settled) return;
      stop();
      this.#clock.after(task.keptMs, () => this.#forget(requestKey, task));
    });
  }

  /** The result reached its caller: the same call again is a new request. `vault_job` still finds it for a while. */
  delivered(requestKey: string, task: Task): void {
    if (this.#byRequest.get(requestKey) === task) this.#byRequest.delete(requestKey);
  }

  live(): readonly Task[] {
    return [...new Set([...this.#byRequest.values(), ...this.#byId.values()])].filter((task) => !task.settled);
  }

  #forget(requestKey: string, task: Task): void {
    this.delivered(requestKey, task);
    for (const [id, known] of this.#byId) if (known === task) this.#byId.delete(id);
  }
}
