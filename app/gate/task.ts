import type { AppError } from '../kernel/errors.ts';

import type { OpenApproval } from './approvals.ts';
import type { JobHandle, ToolResult } from './plan.ts';

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
  readonly connection: string;
  /** How long its result is kept once it settled. */
  readonly keptMs: number;
  #state: TaskState = { phase: 'planning' };
  #waiters = 0;
  /** An answer said `pending` or `running`: from then on it belongs to the agent, not to one call. */
  #handedOver = false;
  readonly #listeners = new Set<() => void>();

  constructor(owner: {
    readonly agent: string;
    readonly tool: string;
    readonly connection: string;
    readonly keptMs: number;
  }) {
    this.agent = owner.agent;
    this.tool = owner.tool;
    this.connection = owner.connection;
    this.keptMs = owner.keptMs;
  }

  get state(): TaskState {
    return this.#state;
  }

  get settled(): boolean {
    return this.#state.phase === 'done' || this.#state.phase === 'failed';
  }

  get waiters(): number {
    return this.#waiters;
  }

  get handedOver(): boolean {
    return this.#handedOver;
  }

  handOver(): void {
    this.#handedOver = true;
  }

  to(state: TaskState): void {
    if (this.settled) return;
    this.#state = state;
    this.#announce();
  }

  enter(): void {
    this.#waiters += 1;
    this.#announce();
  }

  leave(): void {
    this.#waiters -= 1;
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

/** A settled task's result; throws its error. */
export function resultOf(state: Extract<TaskState, { phase: 'done' | 'failed' }>): ToolResult {
  if (state.phase === 'failed') throw state.error;
  return state.result;
}
