import { AppError } from '../kernel/errors.ts';

import type { CallName, Contract, EventName, Input, Output, Payload } from './define.ts';
import { event, reply } from './wire.ts';

/** The only thing an environment must provide: move messages, understand none. */
export interface Transport {
  send(message: unknown): Promise<unknown>;
  listen(onMessage: (message: unknown) => void): () => void;
}

export interface Client<C extends Contract> {
  call<K extends CallName<C>>(name: K, input: Input<C, K>): Promise<Output<C, K>>;
  on<K extends EventName<C>>(name: K, listener: (payload: Payload<C, K>) => void): () => void;
}

export function createClient<C extends Contract>(contract: C, transport: Transport): Client<C> {
  return {
    async call(name, input) {
      const answer = reply.parse(await transport.send({ name, input }));
      if (!answer.ok) {
        throw new AppError(answer.code, answer.message, answer.next === undefined ? {} : { next: answer.next });
      }
      return contract.calls[name]!.output.parse(answer.data) as never;
    },
    on(name, listener) {
      return transport.listen((message) => {
        const received = event.safeParse(message);
        if (!received.success || received.data.name !== name) return;
        const payload = contract.events[name]!.safeParse(received.data.payload);
        if (payload.success) listener(payload.data as never);
      });
    },
  };
}
