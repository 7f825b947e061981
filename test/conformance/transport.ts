import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { createClient, type Client, type Transport } from '../../app/contract/client.ts';
import { defineContract } from '../../app/contract/define.ts';
import { createDispatch, type Dispatch } from '../../app/contract/dispatch.ts';
import { AppError } from '../../app/kernel/errors.ts';

/** Small, with one call for each thing that can go wrong. */
const sampleContract = defineContract({
  calls: {
    echo: { effect: 'read', input: z.strictObject({ text: z.string() }), output: z.object({ text: z.string() }) },
    entry: { effect: 'read', input: z.strictObject({}), output: z.object({ name: z.string() }) },
    save: { effect: 'write', input: z.strictObject({}), output: z.object({}) },
    decide: { effect: 'decide', input: z.strictObject({}), output: z.object({ by: z.string() }) },
    broken: { effect: 'read', input: z.strictObject({}), output: z.object({}) },
    slow: { effect: 'read', input: z.strictObject({}), output: z.object({}) },
  },
  events: { changed: z.object({ count: z.number() }) },
});
type Sample = typeof sampleContract;

interface OpenedTransport {
  /** Of a caller who may do everything. */
  readonly transport: Transport;
  /** Of a caller who may only look. */
  readonly looking: Transport;
  publish(name: string, payload: unknown): void;
  /** Until a listener that was added gets events, and what was published before has arrived. */
  listening(): Promise<void>;
  /** The caller makes this call and goes away before the answer. */
  leaveDuring(message: unknown): Promise<void>;
  /** Callers that are none of ours, each with this message; the name says what is wrong with them. */
  readonly strangers: readonly (readonly [string, (message: unknown) => Promise<unknown>])[];
  close(): Promise<void>;
}

export type OpenTransport = (dispatch: Dispatch) => Promise<OpenedTransport>;

/** What every way of moving messages between shell and core must do. */
export function describeTransport(name: string, open: OpenTransport): void {
  describe(`the contract over ${name}`, () => {
    const bugs: unknown[] = [];
    const calls: string[] = [];
    let finishSlow = (): void => undefined;
    let opened: OpenedTransport;
    let client: Client<Sample>;
    const note = <T>(call: string, result: T): T => {
      calls.push(call);
      return result;
    };
    const dispatch = createDispatch(
      sampleContract,
      {
        echo: async ({ text }) => note('echo', { text }),
        entry: async () => note('entry', { name: 'DB', value: 'CANARY' }),
        save: () => Promise.reject(new AppError('conflict', 'It moved on.', { next: 'Look again.' })),
        decide: async (_input, caller) => note('decide', { by: caller.session }),
        broken: () => Promise.reject(new TypeError('CANARY in line 7')),
        slow: () =>
          new Promise((resolve) => {
            calls.push('slow');
            finishSlow = () => resolve({});
          }),
      },
      (error) => void bugs.push(error),
    );

    beforeEach(async () => {
      bugs.length = 0;
      calls.length = 0;
      opened = await open(dispatch);
      client = createClient(sampleContract, opened.transport);
    });
    afterEach(() => opened.close());

    it.each(['text', '', 'Größe 漢字 😀', '\u2028\u0000"\\', 'x'.repeat(200_000)])(
      'brings the same data both ways',
      async (text) => {
        expect(await client.call('echo', { text })).toEqual({ text });
      },
    );

    it('answers calls that run side by side each with its own', async () => {
      const texts = Array.from({ length: 50 }, (_, index) => `text ${index}`);
      const answers = await Promise.all(texts.map((text) => client.call('echo', { text })));
      expect(answers.map(({ text }) => text)).toEqual(texts);
    });

    it('strips what the contract does not declare', async () => {
      expect(await client.call('entry', {})).toEqual({ name: 'DB' });
      expect(JSON.stringify(await opened.transport.send({ name: 'entry', input: {} }))).not.toContain('CANARY');
    });

    it('keeps code, message and advice of an expected failure', async () => {
      await expect(client.call('save', {})).rejects.toMatchObject({
        name: 'AppError',
        code: 'conflict',
        message: 'It moved on.',
        next: 'Look again.',
      });
    });

    it('hides what is a bug and reports it', async () => {
      await expect(client.call('broken', {})).rejects.toMatchObject({ code: 'internal' });
      expect(JSON.stringify(await opened.transport.send({ name: 'broken', input: {} }))).not.toContain('CANARY');
      expect(bugs).toHaveLength(2);
    });

    it('refuses a caller who may not, before the handler', async () => {
      const looking = createClient(sampleContract, opened.looking);
      await expect(looking.call('decide', {})).rejects.toMatchObject({ code: 'forbidden' });
      await expect(looking.call('save', {})).rejects.toMatchObject({ code: 'forbidden' });
      expect(await looking.call('echo', { text: 'x' })).toEqual({ text: 'x' });
      expect(calls).toEqual(['echo']);
    });

    it('takes who is calling from what it proved, not from the message', async () => {
      const answer = await opened.looking.send({ name: 'decide', input: {}, caller: { may: ['decide'] } });
      expect(answer).toMatchObject({ ok: false });
      expect(calls).toEqual([]);
    });

    it.each(['toString', '__proto__', 'constructor', 'hasOwnProperty', '', 'Echo', 'nothing'])(
      'knows no call %j',
      async (call) => {
        expect(await opened.transport.send({ name: call, input: {} })).toMatchObject({
          ok: false,
          code: 'unknown_call',
        });
      },
    );

    it.each([
      ['an argument too many', { name: 'echo', input: { text: 'x', more: 1 } }],
      ['an argument of another type', { name: 'echo', input: { text: 7 } }],
      ['no arguments', { name: 'echo' }],
      ['more than name and input', { name: 'echo', input: { text: 'x' }, more: 1 }],
      ['a name that is none', { name: 7, input: {} }],
      ['a list', []],
      ['nothing', null],
      ['text', 'echo'],
    ])('refuses %s', async (_name, message) => {
      expect(await opened.transport.send(message)).toMatchObject({ ok: false, code: 'bad_input' });
      expect(calls).toEqual([]);
    });

    it('does not repeat what was wrong', async () => {
      const answer = await opened.transport.send({ name: 'echo', input: { text: ['CANARY'] } });
      expect(JSON.stringify(answer)).not.toContain('CANARY');
    });

    it('delivers events to who listens, in order, until they stop', async () => {
      const seen: number[] = [];
      const stop = client.on('changed', ({ count }) => void seen.push(count));
      await opened.listening();
      for (const count of [1, 2, 3]) opened.publish('changed', { count });
      await expect.poll(() => seen).toEqual([1, 2, 3]);
      stop();
      opened.publish('changed', { count: 4 });
      // What is under way may still reach who comes to listen.
      await opened.listening();
      const later: number[] = [];
      client.on('changed', ({ count }) => void later.push(count));
      await opened.listening();
      opened.publish('changed', { count: 5 });
      await expect.poll(() => later).toEqual([5]);
      expect(seen).toEqual([1, 2, 3]);
    });

    it('drops events that the contract does not know', async () => {
      const seen: unknown[] = [];
      client.on('changed', (payload) => void seen.push(payload));
      await opened.listening();
      opened.publish('other', { count: 1 });
      opened.publish('changed', { count: 'x' });
      opened.publish('changed', { count: 2, value: 'CANARY' });
      await expect.poll(() => seen).toEqual([{ count: 2 }]);
    });

    it('goes on when a caller went away during a call', async () => {
      await opened.leaveDuring({ name: 'slow', input: {} });
      await expect.poll(() => calls).toEqual(['slow']);
      finishSlow();
      expect(await client.call('echo', { text: 'still there' })).toEqual({ text: 'still there' });
      expect(bugs).toEqual([]);
    });

    it('answers no stranger and calls nothing for them', async () => {
      expect(opened.strangers.length).toBeGreaterThan(0);
      for (const [wrong, send] of opened.strangers) {
        const answer = await send({ name: 'decide', input: {} }).catch(() => ({ ok: false }));
        expect([wrong, answer]).toMatchObject([wrong, { ok: false }]);
      }
      expect(calls).toEqual([]);
    });
  });
}
