import type { z } from 'zod';

/** What a call may change; adapters use it to decide who may make it. */
export type Effect = 'read' | 'reveal' | 'write' | 'decide';

export interface CallSpec<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly effect: Effect;
  readonly input: I;
  readonly output: O;
}

export interface Contract {
  readonly calls: Readonly<Record<string, CallSpec>>;
  readonly events: Readonly<Record<string, z.ZodType>>;
}

/** Keeps the literal types of the spec while checking its shape. */
export const defineContract = <const C extends Contract>(contract: C): C => contract;

export type CallName<C extends Contract> = keyof C['calls'] & string;
export type EventName<C extends Contract> = keyof C['events'] & string;

/** What the caller passes, before defaults and coercions. */
export type Input<C extends Contract, K extends CallName<C>> = z.input<C['calls'][K]['input']>;
/** What the handler receives, after parsing. */
export type Parsed<C extends Contract, K extends CallName<C>> = z.output<C['calls'][K]['input']>;
/** What the handler returns, before the output schema strips it. */
export type Returned<C extends Contract, K extends CallName<C>> = z.input<C['calls'][K]['output']>;
/** What the caller gets back. */
export type Output<C extends Contract, K extends CallName<C>> = z.output<C['calls'][K]['output']>;
export type Payload<C extends Contract, K extends EventName<C>> = z.output<C['events'][K]>;
