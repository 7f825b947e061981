import { describe, expect, it, vi } from 'vitest';

import { createAuditTrail } from '../../../../app/features/audit/audit-trail.ts';

import { actionsOf, createMemoryWorld, digests, event, linesOf, M, recordMany } from './open-trail.ts';

const UNAVAILABLE = { code: 'audit_unavailable' };

describe('an audit trail', () => {
  it('writes entries in the order of the calls, synced or not, as one chain', async () => {
    const world = createMemoryWorld();
    const trail = await world.start();
    const calls = ['a', 'b', 'c', 'd'].map((action, index) => trail.record(event(action), { synced: index % 2 === 0 }));
    await Promise.all(calls);
    await trail.stop();
    expect(actionsOf(world.file)).toEqual(['a', 'b', 'c', 'd']);
    expect(await trail.verify()).toEqual({ ok: true, entries: 4 });
  });

  it('is durable once a synced record resolved', async () => {
    const world = createMemoryWorld();
    const trail = await world.start();
    await trail.record(event('intent'));
    expect(actionsOf(world.file)).toEqual(['intent']);
  });

  it('has no name of an entry or key in the file and shows them on the screen', async () => {
    const world = createMemoryWorld();
    const trail = await world.start();
    await trail.record({ ...event('vault_set'), subject: 'own:shop/canary', keys: ['CANARY_KEY', 'OTHER'] });
    expect(linesOf(world.file).join('')).not.toMatch(/canary|CANARY|OTHER/);
    expect((await trail.list({ limit: 1 })).entries).toMatchObject([
      { seq: 1, subject: 'own:shop/canary', keys: ['CANARY_KEY', 'OTHER'] },
    ]);
  });

  it('shows names of lines from an earlier start once it learned them', async () => {
    const world = createMemoryWorld();
    const first = await world.start();
    await first.record({ ...event('vault_set'), subject: 'shared:app', keys: ['KEY'] });
    await first.stop();
    const trail = await world.start('boot-2');
    const [unknown] = (await trail.list({ limit: 1 })).entries;
    expect(unknown).not.toHaveProperty('subject');
    expect(unknown).not.toHaveProperty('keys');
    trail.learn(['shared:app', 'KEY']);
    expect((await trail.list({ limit: 1 })).entries).toMatchObject([{ subject: 'shared:app', keys: ['KEY'] }]);
  });

  it('keeps every field of an event, and cuts what is endless', async () => {
    const world = createMemoryWorld();
    const trail = await world.start();
    const fields = { client: 'Claude Desktop', approval: 'apr_1', detail: 'x'.repeat(9000), connection: 'embedded' };
    await trail.record({ ...event('vault_run'), ...fields, vaultRequestId: 'req-1' });
    const entry = JSON.parse(linesOf(world.file)[0]!) as Record<string, unknown>;
    expect(entry).toMatchObject({
      seq: 1,
      boot: 'boot-1',
      time: '2026-11-21T12:00:00.000Z',
      client: 'Claude Desktop',
      approval: 'apr_1',
      connection: 'embedded',
      vault_request_id: 'req-1',
    });
    expect(entry['detail']).toMatch(/^x{8192}… \(\+808 characters\)$/);
  });

  it('tells listeners of an entry once it is durable, until they stop listening', async () => {
    const world = createMemoryWorld();
    const trail = await world.start();
    const heard: string[] = [];
    const stop = trail.onAppend(({ action }) => heard.push(`${action} of ${actionsOf(world.file).length}`));
    trail.onAppend(() => {
      throw new Error('a broken listener');
    });
    await trail.record(event('a'));
    stop();
    await trail.record(event('b'));
    expect(heard).toEqual(['a of 1']);
  });

  it('pages from the newest to the oldest, from memory, file and earlier months alike', async () => {
    const world = createMemoryWorld();
    const first = await world.start();
    await recordMany(first, 1500);
    world.clock.setWallClock(Date.UTC(2026, 11, 3));
    await recordMany(first, 1500);
    await first.stop();
    for (const trail of [first, await world.start('boot-2')]) {
      const seen: number[] = [];
      let before: number | undefined;
      for (let more = true; more; before = seen.at(-1)) {
        const page = await trail.list({ limit: 400, before });
        seen.push(...page.entries.map(({ seq }) => seq));
        more = page.more;
      }
      expect(seen).toEqual(Array.from({ length: 3000 }, (_, index) => 3000 - index));
    }
  });

  it('never goes back to an older month when the clock does', async () => {
    const world = createMemoryWorld();
    const trail = await world.start();
    world.clock.setWallClock(Date.UTC(2026, 11, 1));
    await trail.record(event('december'));
    world.clock.setWallClock(Date.UTC(2026, 9, 1));
    await trail.record(event('october'));
    await trail.stop();
    const again = await world.start('boot-2');
    await again.record(event('still october'));
    expect(actionsOf(world.file, '2026-12')).toEqual(['december', 'october', 'still october']);
    expect(await again.verify()).toEqual({ ok: true, entries: 3 });
  });

  it('leaves neither timer nor unwritten line when it stops', async () => {
    const world = createMemoryWorld();
    const trail = await world.start();
    await trail.record(event('last'), { synced: false });
    await trail.stop();
    expect(actionsOf(world.file)).toEqual(['last']);
    expect(world.clock.waiting()).toBe(0);
  });
});

describe('an audit trail whose file cannot be written', () => {
  it('refuses each synced record until it can, and then says how many were lost', async () => {
    const world = createMemoryWorld();
    const trail = await world.start();
    await trail.record(event('before'));
    world.file.failAfter(0);
    for (const action of ['x', 'y']) await expect(trail.record(event(action))).rejects.toMatchObject(UNAVAILABLE);
    expect(trail.available()).toBe(false);
    world.file.failAfter(null);
    await trail.record(event('after'));
    expect(trail.available()).toBe(true);
    expect(actionsOf(world.file)).toEqual(['before', 'audit.resumed', 'after']);
    expect((await trail.list({ limit: 3 })).entries[1]).toMatchObject({ detail: '2 entries could not be written' });
    expect(await trail.verify()).toEqual({ ok: true, entries: 3 });
  });

  it('tells who watches when it stops and when it can be written again, and once each', async () => {
    const world = createMemoryWorld();
    const trail = await world.start();
    const seen: boolean[] = [];
    const stop = trail.onHealth(() => void seen.push(trail.available()));
    await trail.record(event('before'));
    world.file.failAfter(0);
    for (const action of ['x', 'y']) await expect(trail.record(event(action))).rejects.toMatchObject(UNAVAILABLE);
    world.file.failAfter(null);
    await trail.record(event('after'));
    expect(seen).toEqual([false, true]);
    stop();
  });

  it('keeps what became durable of a batch and fails the rest of it', async () => {
    const world = createMemoryWorld();
    const trail = await world.start();
    world.file.failAfter(2);
    const results = await Promise.allSettled(['a', 'b', 'c', 'd'].map((action) => trail.record(event(action))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
    world.file.failAfter(null);
    await trail.record(event('e'));
    expect(actionsOf(world.file)).toEqual(['a', 'b', 'audit.resumed', 'e']);
    expect(await trail.verify()).toMatchObject({ ok: true });
  });

  it('does not trouble a caller that does not wait, but shows it', async () => {
    const world = createMemoryWorld();
    const trail = await world.start();
    world.file.failAfter(0);
    await trail.record(event('unsynced'), { synced: false });
    await trail.stop();
    expect(trail.available()).toBe(false);
  });

  it('starts all the same, and refuses', async () => {
    const world = createMemoryWorld();
    const file = { ...world.file, months: () => Promise.reject(new Error('EIO')) };
    const trail = await createAuditTrail({ ...world, file, digests }, 'boot-1');
    expect(trail.available()).toBe(false);
    await expect(trail.record(event('x'))).rejects.toMatchObject(UNAVAILABLE);
    expect(world.file.content.size).toBe(0);
  });

  it('says so when its file was emptied while it ran', async () => {
    const world = createMemoryWorld();
    const trail = await world.start();
    await recordMany(trail, 3);
    world.file.content.set(M, '');
    const watcher = vi.fn<() => void>();
    trail.onHealth(watcher);
    expect(await trail.verify()).toEqual({ ok: false, entries: 0, damage: { month: M, line: 1, kind: 'deleted' } });
    expect(trail.damage()).toEqual({ month: M, line: 1, kind: 'deleted' });
    expect(watcher).toHaveBeenCalledTimes(1);
  });
});
