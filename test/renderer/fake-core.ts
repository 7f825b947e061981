import { createClient, type Client, type Transport } from '../../app/contract/client.ts';
import type { CallName, Input } from '../../app/contract/define.ts';
import { uiContract, type UiContract } from '../../app/contract/ui/ui-contract.ts';
import { AppError } from '../../app/kernel/errors.ts';

type Answers = Partial<Record<CallName<UiContract>, (input: never) => unknown>>;

export interface FakeCore {
  readonly client: Client<UiContract>;
  readonly transport: Transport;
  /** Every call in order. */
  readonly calls: { readonly name: string; readonly input: unknown }[];
  readonly inputs: <K extends CallName<UiContract>>(name: K) => Input<UiContract, K>[];
  readonly answers: Answers;
  emit(name: string, payload: unknown): void;
}

/** A core reduced to canned answers behind the real client and schemas; a thrown `AppError` becomes a refusal. */
export function fakeCore(answers: Answers = {}): FakeCore {
  const listeners = new Set<(message: unknown) => void>();
  const calls: { name: string; input: unknown }[] = [];
  const transport: Transport = {
    async send(message) {
      const { name, input } = message as { name: CallName<UiContract>; input: never };
      calls.push({ name, input });
      try {
        const answer = answers[name];
        if (answer === undefined) throw new AppError('unknown_call', `No answer to ${name}.`);
        return { ok: true, data: await answer(input) };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return { ok: false, code: error.code, message: error.message };
      }
    },
    listen(onMessage) {
      listeners.add(onMessage);
      return () => listeners.delete(onMessage);
    },
  };
  return {
    client: createClient(uiContract, transport),
    transport,
    calls,
    inputs: (name) => calls.filter((call) => call.name === name).map(({ input }) => input as never),
    answers,
    emit: (name, payload) => {
      for (const listener of listeners) listener({ name, payload });
    },
  };
}

/** Lets everything that is already on its way arrive. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
