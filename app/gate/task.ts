import type { AppError } from '../kernel/errors.ts';

import type { Clock } from '../ports/clock.ts';

import type { OpenApproval } from './approvals.ts';
import type { JobHandle, Plan, ToolResult } from './plan.ts';

export type TaskState =
  | { readonly phase: 'planning' }
  | { readonly phase: 'asking'; readonly approval: OpenApproval }
  | { readonly phase: 'running'; readonly approval: OpenApproval | null; readonly job: JobHandle | null }
  | { readonly phase: 'done'; readonly result: ToolResult }
  | { readonly phase: 'failed'; readonly error: AppError };

/** A request under way: calls join it, leave it, come back to it. It settles once. */
export class Task {
  readonly agent: string;
  readonly tool: string;
  /** What the same call again has too. */
  readonly request: string;
  #state: TaskState = { phase: 'planning' };
  #delivery: Plan['delivery'] | null = null;
  /** The connection of every call that waits. */
  readonly #waiters: string[] = [];
  /** An answer said `pending` or `running`: from then on it belongs to the agent, not to one call. */
  #handedOver = false;
  #abandoned = false;
  #takenBack = false;
  readonly #listeners = new Set<() => void>();

  constructor(owner: { readonly agent: string; readonly tool: string; readonly request: string }) {
    this.agent = owner.agent;
    this.tool = owner.tool;
    this.request = owner.request;
  }

  get state(): TaskState {
    return this.#state;
  }

  get settled(): boolean {
    return this.#state.phase === 'done' || this.#state.phase === 'failed';
  }

  /** How its result reaches the agent; null until it is planned. */
  get delivery(): Plan['delivery'] | null {
    return this.#delivery;
  }

  get waiters(): number {
    return this.#waiters.length;
  }

  get handedOver(): boolean {
    return this.#handedOver;
  }

  /** Its caller left before there was anything to take back: it must not go on to a question or a command. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** Its question was withdrawn or its command ended: the same call again is a new request. */
  get takenBack(): boolean {
    return this.#takenBack;
  }

  /** Whether only calls of this connection wait for it. */
  belongsTo(connection: string): boolean {
    return !this.#handedOver && this.#waiters.every((waiter) => waiter === connection);
  }

  planned(delivery: Plan['delivery']): void {
    this.#delivery = delivery;
  }

  handOver(): void {
    this.#handedOver = true;
  }

  abandon(): void {
    this.#abandoned = true;
  }

  markTakenBack(takenBack: boolean): void {
    this.#takenBack = takenBack;
    this.#announce();
  }

  to(state: TaskState): void {
    if (this.settled) return;
    this.#state = state;
    this.#announce();
  }

  enter(connection: string): void {
    this.#abandoned = false;
    this.#waiters.push(connection);
    this.#announce();
  }

  leave(connection: string): void {
    this.#waiters.splice(this.#waiters.indexOf(connection), 1);
    this.#announce();
  }

  /** Calls back at every change of state or of who waits; returns how to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #announce(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Resolves when all of these are settled, or the patience is over. */
export async function allSettled(
  tasks: readonly Task[],
  { clock, patienceMs }: { readonly clock: Clock; readonly patienceMs: number },
): Promise<void> {
  await new Promise<void>((resolve) => {
    const stops: (() => void)[] = [];
    const look = (): void => {
      if (tasks.every(({ settled }) => settled)) finish();
    };
    const finish = (): void => {
      for (const stop of stops) stop();
      resolve();
    };
    stops.push(clock.after(patienceMs, finish), ...tasks.map((task) => task.onChange(look)));
    look();
  });
}

/** What a settled task answers; throws its error. */
export function resultOf({ state }: Task): ToolResult {
  if (state.phase === 'failed') throw state.error;
  if (state.phase !== 'done') throw new TypeError('A task that goes on has no result.');
  return { status: 'done', ...state.result };
}
