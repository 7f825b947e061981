import { describe, expect, it } from 'vitest';

import { Secret } from '../../../../app/kernel/secret.ts';
import type { Clock } from '../../../../app/ports/clock.ts';
import { type BaoSession, createSessionKeeper } from '../../../../main/node/openbao/app-session.ts';

const MINUTE = 60_000;

function setup() {
  let wall = 1_000_000;
  let monotonic = 0;
  let logins = 0;
  const clock: Clock = { now: () => wall, monotonic: () => monotonic, after: () => () => undefined };
  const renew = async (): Promise<BaoSession> => {
    logins += 1;
    return { token: new Secret(`token ${logins}`), expiresAt: wall + 15 * MINUTE };
  };
  const keeper = createSessionKeeper(clock, renew);
  return {
    keeper,
    token: async () => (await keeper.session()).token.reveal(),
    pass: (ms: number, { asleep = false } = {}) => {
      wall += ms;
      if (!asleep) monotonic += ms;
    },
    setWall: (ms: number) => {
      wall += ms;
    },
  };
}

describe("the app's session", () => {
  it('is kept for half of its time and then made anew', async () => {
    const { token, pass } = setup();
    expect(await token()).toBe('token 1');
    pass(7 * MINUTE);
    expect(await token()).toBe('token 1');
    pass(MINUTE);
    expect(await token()).toBe('token 2');
  });

  it('is made anew after a sleep in which the monotonic clock stood still', async () => {
    const { token, pass } = setup();
    await token();
    pass(20 * MINUTE, { asleep: true });
    expect(await token()).toBe('token 2');
  });

  it('is not kept longer because somebody set the wall clock back', async () => {
    const { token, pass, setWall } = setup();
    await token();
    setWall(-60 * MINUTE);
    pass(8 * MINUTE);
    expect(await token()).toBe('token 2');
  });

  it('is asked for once when many need it at the same time', async () => {
    const { token } = setup();
    expect(new Set(await Promise.all([token(), token(), token()])).size).toBe(1);
    expect(await token()).toBe('token 1');
  });

  it('can be one that was made elsewhere, and be forgotten', async () => {
    const { keeper, token } = setup();
    keeper.accept({ token: new Secret('given'), expiresAt: 1_000_000 + 15 * MINUTE });
    expect(await token()).toBe('given');
    keeper.forget();
    expect(await token()).toBe('token 1');
  });

  it('is asked for again after a login that failed', async () => {
    const answers = [Promise.reject(new Error('down')), Promise.resolve({ token: new Secret('up'), expiresAt: 9e12 })];
    const clock: Clock = { now: () => 0, monotonic: () => 0, after: () => () => undefined };
    const keeper = createSessionKeeper(clock, () => answers.shift()!);
    await expect(keeper.session()).rejects.toThrow('down');
    expect((await keeper.session()).token.reveal()).toBe('up');
  });
});
