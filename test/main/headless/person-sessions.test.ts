import { describe, expect, it } from 'vitest';

import { openDoor, type OpenedDoor } from './door.ts';

const CALL = { name: 'app.status', input: {} };

describe('a session', () => {
  it('is opened by a code, and calls with cookie and proof', async () => {
    const { exchange, sessions, call, calls, opened } = await openDoor();
    const { status, headers, body } = await exchange(sessions.newCode());
    expect(status).toBe(200);
    const [cookie = ''] = headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^countersign_session=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    const { proof } = JSON.parse(body);
    expect(cookie).not.toContain(proof);
    expect(headers['cache-control']).toBe('no-store');
    const answer = await call(CALL, { cookie: cookie.slice('countersign_session='.length).split(';')[0] ?? '', proof });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { ok: true, data: {} }]);
    expect(calls).toMatchObject([{ message: CALL, caller: { surface: 'browser', session: 'browser 1' } }]);
    expect(opened.map(({ name }) => name)).toEqual(['browser 1']);
  });

  const others = async (opened: OpenedDoor) => {
    const one = await opened.signIn();
    const two = await opened.signIn();
    return { one, two };
  };

  it.each([
    ['no cookie', ({ one }: Awaited<ReturnType<typeof others>>) => ({ proof: one.proof })],
    ['no proof', ({ one }: Awaited<ReturnType<typeof others>>) => ({ cookie: one.cookie })],
    ['neither', () => ({})],
    [
      'the proof of another session',
      ({ one, two }: Awaited<ReturnType<typeof others>>) => ({ ...one, proof: two.proof }),
    ],
    ['its cookie for a proof', ({ one }: Awaited<ReturnType<typeof others>>) => ({ ...one, proof: one.cookie })],
    ['an empty proof', ({ one }: Awaited<ReturnType<typeof others>>) => ({ ...one, proof: '' })],
    ['a proof and more', ({ one }: Awaited<ReturnType<typeof others>>) => ({ ...one, proof: `${one.proof}x` })],
  ])('is none with %s', async (_name, broken) => {
    const opened = await openDoor();
    const answer = await opened.call(CALL, broken(await others(opened)));
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([401, 'unauthenticated']);
    expect(opened.calls).toEqual([]);
  });

  it('is opened once by a code, within five minutes', async () => {
    const { exchange, sessions, clock } = await openDoor();
    const used = sessions.newCode();
    expect((await exchange(used)).status).toBe(200);
    expect((await exchange(used)).status).toBe(401);
    const late = sessions.newCode();
    const inTime = sessions.newCode();
    await clock.advance(5 * 60_000 - 1);
    expect((await exchange(inTime)).status).toBe(200);
    await clock.advance(1);
    const refused = await exchange(late);
    expect([refused.status, JSON.parse(refused.body).code]).toEqual([401, 'unauthenticated']);
    expect(refused.headers).not.toHaveProperty('set-cookie');
  });

  it('is opened by one of two that use the same code at once', async () => {
    const { exchange, sessions, opened } = await openDoor();
    const code = sessions.newCode();
    const answers = await Promise.all([exchange(code), exchange(code), exchange(code)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401, 401]);
    expect(opened).toHaveLength(1);
  });

  it('is opened by no other text', async () => {
    const { exchange, send, sessions, door, opened } = await openDoor();
    const code = sessions.newCode();
    for (const wrong of ['', 'x', `${code} `, code.toLowerCase(), code.slice(1), 'x'.repeat(201)]) {
      expect((await exchange(wrong)).status).toBe(401);
    }
    const headers = { origin: door.origin };
    for (const body of [
      '',
      '{',
      '[]',
      'null',
      '{"code":7}',
      JSON.stringify({ code, more: 1 }),
      JSON.stringify([code]),
    ]) {
      expect((await send('POST', '/api/session', { headers, body })).status).toBe(401);
    }
    expect(opened).toEqual([]);
    expect((await exchange(code)).status).toBe(200);
  });

  it('ends after twelve hours, whatever the wall clock says', async () => {
    const { call, signIn, clock } = await openDoor();
    const signedIn = await signIn();
    clock.setWallClock(0);
    await clock.advance(12 * 3_600_000 - 1);
    expect((await call(CALL, signedIn)).status).toBe(200);
    await clock.advance(1);
    expect((await call(CALL, signedIn)).status).toBe(401);
  });

  it('ends, and a code too, while the machine sleeps and its clock stands still', async () => {
    const { call, signIn, exchange, sessions, clock } = await openDoor();
    const [signedIn, code] = [await signIn(), sessions.newCode()];
    clock.setWallClock(clock.now() + 5 * 60_000);
    expect((await exchange(code)).status).toBe(401);
    expect((await call(CALL, signedIn)).status).toBe(200);
    clock.setWallClock(clock.now() + 12 * 3_600_000 - 5 * 60_000);
    expect((await call(CALL, signedIn)).status).toBe(401);
  });

  it('ends with the app: another start does not know it', async () => {
    const signedIn = await (await openDoor()).signIn();
    expect((await (await openDoor()).call(CALL, signedIn)).status).toBe(401);
  });

  it('once ended is told with a command that works in a clone', async () => {
    const { call, exchange } = await openDoor();
    for (const answer of [await call(CALL, {}), await exchange('used')]) {
      expect(JSON.parse(answer.body)).toMatchObject({
        code: 'unauthenticated',
        next: expect.stringContaining('`npx countersign open`') as string,
      });
    }
  });

  it('is one of fifty, and a code one of twenty: the oldest go', async () => {
    const { call, signIn, exchange, sessions } = await openDoor();
    const first = await signIn();
    for (let index = 0; index < 50; index += 1) await signIn();
    expect((await call(CALL, first)).status).toBe(401);
    const codes = Array.from({ length: 21 }, () => sessions.newCode());
    expect((await exchange(codes[0] ?? '')).status).toBe(401);
    expect((await exchange(codes[1] ?? '')).status).toBe(200);
  });

  it('works beside cookies of other programs on this host', async () => {
    const { call, signIn } = await openDoor();
    const { cookie, proof } = await signIn();
    const headers = { cookie: `a=b; countersign_session_x=1; countersign_session=${cookie}; z="y=1"` };
    expect((await call(CALL, { proof }, headers)).status).toBe(200);
  });
});
