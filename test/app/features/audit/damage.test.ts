import { describe, expect, it } from 'vitest';

import { createAuditTrail } from '../../../../app/features/audit/audit-trail.ts';

import { actionsOf, createMemoryWorld, digests, event, linesOf, M, recordMany, type World } from './open-trail.ts';

/** A world with ten entries of one start that ended well. */
async function usedWorld(): Promise<World> {
  const world = createMemoryWorld();
  const trail = await world.start();
  await recordMany(trail, 10);
  await trail.stop();
  return world;
}

const rewrite = ({ file }: World, lines: readonly string[]): void => {
  file.content.set(M, lines.map((line) => `${line}\n`).join(''));
};

describe('opening an audit trail', () => {
  it('continues the chain of the start before', async () => {
    const world = await usedWorld();
    const trail = await world.start('boot-2');
    await trail.record(event('next'));
    expect(trail.damage()).toBeNull();
    expect(await trail.verify()).toEqual({ ok: true, entries: 11 });
    expect(actionsOf(world.file).at(-1)).toBe('next');
  });

  it('always opens, reports and verifies when a crash cut the log at any byte of its last three entries', async () => {
    const world = await usedWorld();
    const text = world.file.content.get(M)!;
    const lines = linesOf(world.file);
    const from = text.length - lines.slice(-3).join('\n').length - 1;
    // As after a crash: the anchor is older than what was cut off.
    await world.state.write('audit-head', { ...anchorAt(world, 7), damage: null });
    for (let length = from; length <= text.length; length++) {
      const cut = createMemoryWorld();
      cut.file.content.set(M, text.slice(0, length));
      await cut.state.write('audit-head', await world.state.read('audit-head'));
      const trail = await cut.start('boot-2');
      await trail.record(event('next'));
      const isTorn = !text.slice(0, length).endsWith('\n');
      expect(actionsOf(cut.file).includes('audit.repair')).toBe(isTorn);
      expect(trail.damage()).toBeNull();
      expect(await trail.verify()).toMatchObject({ ok: true });
    }
  });

  it('reports a tail that was cut off after it was anchored, and keeps the gap in sight', async () => {
    const world = await usedWorld();
    rewrite(world, linesOf(world.file).slice(0, 7));
    const damage = { month: M, line: 8, kind: 'truncated' };
    const trail = await world.start('boot-2');
    expect(trail.damage()).toEqual(damage);
    await trail.record(event('next'));
    await trail.stop();
    expect(actionsOf(world.file).slice(7)).toEqual(['audit.segment', 'next']);
    expect(await trail.verify()).toEqual({ ok: false, entries: 7, damage });
    const later = await world.start('boot-3');
    expect(later.damage()).toEqual(damage);
    expect(actionsOf(world.file).filter((action) => action === 'audit.segment')).toHaveLength(1);
  });

  it('tells an older copy of the log from a cut', async () => {
    const world = await usedWorld();
    const copy = linesOf(world.file);
    const trail = await world.start('boot-2');
    await recordMany(trail, 5);
    await trail.stop();
    rewrite(world, copy);
    expect((await world.start('boot-3')).damage()).toEqual({ month: M, line: 11, kind: 'rolled_back' });
  });

  it('reports a log that is gone, and numbers on', async () => {
    const world = await usedWorld();
    world.file.content.clear();
    const trail = await world.start('boot-2');
    expect(trail.damage()).toMatchObject({ kind: 'deleted', line: 1 });
    await trail.record(event('next'));
    expect(linesOf(world.file).map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual([11, 12]);
    expect(await trail.verify()).toMatchObject({ ok: false, damage: { kind: 'deleted', line: 1 } });
  });

  it('goes on behind a line that was edited, in a segment of its own, and reports it at each start', async () => {
    const world = await usedWorld();
    rewrite(
      world,
      linesOf(world.file).map((line) => line.replace('"a4"', '"X4"')),
    );
    for (const boot of ['boot-2', 'boot-3']) {
      const trail = await world.start(boot);
      await trail.record(event(boot));
      expect(trail.damage()).toEqual({ month: M, line: 5, kind: 'edited' });
      await trail.stop();
    }
    expect(actionsOf(world.file).slice(10)).toEqual(['audit.segment', 'boot-2', 'boot-3']);
  });

  it('notices a second damage behind the first', async () => {
    const world = await usedWorld();
    rewrite(
      world,
      linesOf(world.file).map((line) => line.replace('"a4"', '"X4"')),
    );
    const trail = await world.start('boot-2');
    await recordMany(trail, 3, 'b');
    await trail.stop();
    rewrite(world, linesOf(world.file).slice(0, -2));
    await (await world.start('boot-3')).stop();
    expect(actionsOf(world.file).slice(10)).toEqual(['audit.segment', 'b0', 'audit.segment']);
  });

  it('does not continue a log of another install', async () => {
    const other = await usedWorld();
    const world = createMemoryWorld();
    rewrite(
      world,
      linesOf(other.file).map((line) => line.replaceAll(/[0-9a-f]{64}/g, '0'.repeat(64))),
    );
    const trail = await world.start();
    expect(trail.damage()).toEqual({ month: M, line: 1, kind: 'foreign' });
    await trail.record(event('mine'));
    expect(actionsOf(world.file).slice(10)).toEqual(['audit.segment', 'mine']);
    expect((await trail.list({ limit: 10 })).entries.map(({ action }) => action)).toEqual(['mine', 'audit.segment']);
  });

  it('remembers damage when a new month has begun', async () => {
    const world = await usedWorld();
    rewrite(world, linesOf(world.file).slice(0, 7));
    const trail = await world.start('boot-2');
    world.clock.setWallClock(Date.UTC(2026, 11, 3));
    await trail.record(event('december'));
    await trail.stop();
    expect((await world.start('boot-3')).damage()).toEqual({ month: M, line: 8, kind: 'truncated' });
  });

  it.each<[string, (world: World) => unknown]>([
    ['removed', (world) => world.state.write('audit-head', null)],
    ['tampered with', (world) => world.state.damage('audit-head')],
  ])('reports a cut that went with an anchor which was %s, and keeps the gap in sight', async (_how, hide) => {
    const world = await usedWorld();
    rewrite(world, linesOf(world.file).slice(0, 4));
    await hide(world);
    const damage = { month: M, line: 5, kind: 'truncated' };
    for (const boot of ['boot-2', 'boot-3']) {
      const trail = await world.start(boot);
      expect(trail.damage()).toEqual(damage);
      await trail.record(event(boot));
      expect(await trail.verify()).toEqual({ ok: false, entries: 4, damage });
      await trail.stop();
    }
    const notes = actionsOf(world.file).filter((action) => action !== 'state.damaged');
    expect(notes.slice(4)).toEqual(['audit.segment', 'boot-2', 'boot-3']);
    await world.state.write('audit-head', null);
    expect((await world.start('boot-4')).damage()).toEqual(damage);
    expect(actionsOf(world.file).filter((action) => action === 'audit.segment')).toHaveLength(2);
  });

  it('reports a log that is gone together with its anchor', async () => {
    const world = await usedWorld();
    world.file.content.clear();
    world.state.damage('audit-head');
    const trail = await world.start('boot-2');
    expect(trail.damage()).toMatchObject({ kind: 'deleted', line: 1 });
    await trail.record(event('next'));
    expect(await trail.verify()).toMatchObject({ ok: false, entries: 0, damage: { kind: 'deleted', line: 1 } });
  });

  it('takes no crash of the very first run for damage, however early', async () => {
    const world = createMemoryWorld();
    await world.start();
    expect((await world.start('boot-2')).damage()).toBeNull();
    const trail = await world.start('boot-3');
    await recordMany(trail, 1);
    const next = await world.start('boot-4');
    expect(next.damage()).toBeNull();
    expect(await next.verify()).toEqual({ ok: true, entries: 1 });
  });

  it('takes lines of a version that knew no state for whole when they have no anchor', async () => {
    const world = createMemoryWorld();
    const old = { ...world.state, generation: () => undefined };
    // @ts-expect-error -- an earlier version wrote no generation
    const trail = await createAuditTrail({ ...world, state: old, digests }, 'boot-1');
    await recordMany(trail, 3);
    expect(linesOf(world.file).join('')).not.toContain('"state"');
    const next = await createMemoryWorld(world.file).start('boot-2');
    expect(next.damage()).toBeNull();
  });
});

describe('the state, held against the audit', () => {
  it('does not count where the audit knows of a newer one, which is a line of its own', async () => {
    const world = await usedWorld();
    await world.state.write('shares', {});
    const trail = await world.start('boot-2');
    await trail.record(event('next'));
    await trail.stop();
    const older = createMemoryWorld(world.file);
    await older.state.write('audit-head', await world.state.read('audit-head'));
    await older.state.write('shares', { older: true });
    const later = await older.start('boot-3');
    expect(await older.state.read('shares')).toBeNull();
    expect(actionsOf(world.file).slice(11)).toEqual(['state.damaged', 'state.damaged']);
    const details = (await later.list({ limit: 2 })).entries.map(({ detail }) => detail);
    expect(details).toEqual(['shares', 'audit-head']);
  });

  it('is named once for each start, as soon as the file can be written', async () => {
    const world = await usedWorld();
    world.state.damage('agents');
    world.file.failAfter(0);
    const trail = await world.start('boot-2');
    world.file.failAfter(null);
    await trail.record(event('a'));
    world.file.failAfter(0);
    await expect(trail.record(event('b'))).rejects.toMatchObject({ code: 'audit_unavailable' });
    world.file.failAfter(null);
    await trail.record(event('c'));
    expect(actionsOf(world.file).slice(10)).toEqual(['state.damaged', 'a', 'audit.resumed', 'c']);
  });
});

describe('the anchor', () => {
  const anchored = async ({ state }: World): Promise<number | undefined> =>
    ((await state.read('audit-head')) as { seq: number } | null)?.seq;

  it('is written before the first entry, after 100 entries, after 60 seconds, and at the end', async () => {
    const world = createMemoryWorld();
    const trail = await world.start();
    expect(await anchored(world)).toBe(0);
    await recordMany(trail, 99);
    expect(await anchored(world)).toBe(0);
    await recordMany(trail, 1);
    await world.clock.advance(0);
    expect(await anchored(world)).toBe(100);
    await recordMany(trail, 2);
    await world.clock.advance(59_999);
    expect(await anchored(world)).toBe(100);
    await world.clock.advance(1);
    expect(await anchored(world)).toBe(102);
    await recordMany(trail, 1);
    await trail.stop();
    expect(await anchored(world)).toBe(103);
  });

  it('that cannot be written refuses nothing', async () => {
    const world = createMemoryWorld();
    world.state.write = () => Promise.reject(new Error('disk full'));
    const trail = await world.start();
    await recordMany(trail, 150);
    await trail.stop();
    expect(actionsOf(world.file)).toHaveLength(150);
  });

  it('that could not be written at the start is written with the next entry', async () => {
    const world = createMemoryWorld();
    const { write } = world.state;
    world.state.write = () => Promise.reject(new Error('disk full'));
    const trail = await world.start();
    world.state.write = write;
    await recordMany(trail, 1);
    await world.clock.advance(0);
    expect(await anchored(world)).toBe(1);
  });
});

function anchorAt({ file }: World, seq: number) {
  const line = JSON.parse(linesOf(file)[seq - 1]!) as { seq: number; mac: string; boot: string };
  return { seq: line.seq, mac: line.mac, boot: line.boot };
}
