import { asAppError, AppError } from '../kernel/errors.ts';

import type { CallName, Contract, Effect, EventName, Parsed, Payload, Returned } from './define.ts';
import { request, type Reply } from './wire.ts';

/** Who is calling, as the adapter established it; never taken from the message. */
export interface Caller {
  readonly surface: 'desktop' | 'browser';
  /** Which login of this surface; shows in the audit. */
  readonly session: string;
  readonly may: ReadonlySet<Effect>;
}

export type Handlers<C extends Contract> = {
  readonly [K in CallName<C>]: (input: Parsed<C, K>, caller: Caller) => Promise<Returned<C, K>>;
};

export type Dispatch = (message: unknown, caller: Caller) => Promise<Reply>;

export type Publish<C extends Contract> = <K extends EventName<C>>(name: K, payload: Payload<C, K>) => void;

/** Turns the contract and its handlers into the one entry point every adapter calls. */
export function createDispatch<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  reportBug: (error: unknown, call: string) => void,
): Dispatch {
  return async (message, caller) => {
    const envelope = request.safeParse(message);
    if (!envelope.success) return failure(new AppError('bad_input', 'Malformed request.'));

    const { name } = envelope.data;
    if (!Object.hasOwn(contract.calls, name)) return failure(new AppError('unknown_call', 'Unknown call.'));
    const spec = contract.calls[name]!;
    if (!caller.may.has(spec.effect)) return failure(new AppError('forbidden', 'Not allowed from here.'));

    const input = spec.input.safeParse(envelope.data.input);
    if (!input.success) {
      const problem = input.error.issues[0];
      // Only our own words and the field's name: zod's text may repeat the value, and a value may be a secret.
      const where = problem === undefined ? '' : problem.path.map(String).join('.');
      return failure(new AppError('bad_input', where === '' ? 'Invalid input.' : `Invalid input: ${where}.`));
    }

    try {
      const handler = handlers[name as CallName<C>] as (input: unknown, caller: Caller) => Promise<unknown>;
      return { ok: true, data: spec.output.parse(await handler(input.data, caller)) };
    } catch (error) {
      const known = asAppError(error);
      if (known.code === 'internal') reportBug(error, name);
      return failure(known);
    }
  };
}

const failure = ({ code, message, next }: AppError): Reply => ({
  ok: false,
  code,
  message,
  ...(next === undefined ? {} : { next }),
});
