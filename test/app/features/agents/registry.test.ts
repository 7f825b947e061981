import { beforeEach, describe, expect, it } from 'vitest';

import type { AgentCaller } from '../../../../app/contract/agent-door.ts';
import { AgentRegistry } from '../../../../app/features/agents/agent-registry.ts';
import { agentId } from '../../../../app/kernel/ids.ts';
import { createFixedRandom } from '../../../fakes/fixed-random.ts';
import { createManualClock, type ManualClock } from '../../../fakes/manual-clock.ts';
import { createMemoryStateStore, type MemoryStateStore } from '../../../fakes/memory-state.ts';
import { createTestDigests } from '../../../fakes/test-digests.ts';
import { rejectedCode } from '../../domain/thrown.ts';

const DAY = 24 * 3_600_000;

let clock: ManualClock;
let state: MemoryStateStore;
let changes: number;
const random = createFixedRandom();
const open = () =>
  AgentRegistry.open({ state, clock, random, digests: createTestDigests(), changed: () => void (changes += 1) });
const caller = (agent: string, more: Partial<AgentCaller> = {}): AgentCaller => ({
  agent: agentId.parse(agent),
  door: 'stdio',
  connection: `${agent}-1`,
  ...more,
});

beforeEach(() => {
  clock = createManualClock();
  state = createMemoryStateStore();
  changes = 0;
});

describe('an agent that comes by', () => {
  it('is known from then on, also after a restart, and counts as driven by a model', async () => {
    const registry = await open();
    expect(registry.kindOf('cursor')).toBe('assistant');
    await registry.seen(caller('cursor', { client: { name: 'Cursor', version: '1.2' } }));
    for (const known of [registry, await open()]) {
      expect(known.list()).toMatchObject([
        {
          id: 'cursor',
          kind: 'assistant',
          doors: ['stdio'],
          clients: ['Cursor 1.2'],
          firstSeen: clock.now(),
          keys: [],
        },
      ]);
    }
  });

  it('is listed with the last one first', async () => {
    const registry = await open();
    await registry.seen(caller('first'));
    await clock.advance(1000);
    await registry.seen(caller('second'));
    expect(registry.list().map(({ id }) => id)).toEqual(['second', 'first']);
    await clock.advance(1000);
    await registry.seen(caller('first'));
    expect(registry.list().map(({ id }) => id)).toEqual(['first', 'second']);
  });

  it('has each door and each client once, the last eight clients, shown safely', async () => {
    const registry = await open();
    for (let index = 0; index < 10; index += 1) {
      await registry.seen(caller('cursor', { client: { name: `C\u202E${index}`, version: '1' } }));
      await registry.seen(caller('cursor', { door: 'http' }));
    }
    const [agent] = registry.list();
    expect(agent?.doors).toEqual(['stdio', 'http']);
    expect(agent?.clients).toEqual(Array.from({ length: 8 }, (_, index) => `C\\u{202E}${index + 2} 1`));
  });

  it('is written down only when something about it is new', async () => {
    const registry = await open();
    await registry.seen(caller('cursor'));
    const before = changes;
    for (let index = 0; index < 50; index += 1) await registry.seen(caller('cursor'));
    expect(changes).toBe(before);
  });

  it('is one of 200 at most', async () => {
    const registry = await open();
    for (let index = 0; index < 200; index += 1) {
      await registry.seen(caller(`a${index}`));
      registry.connected(caller(`a${index}`));
    }
    expect(await rejectedCode(registry.seen(caller('one-more')))).toBe('busy');
    expect(await rejectedCode(registry.seen(caller('a7')))).toBe('nothing');
  });

  it('makes room for another when it neither is connected nor has a key', async () => {
    const registry = await open();
    const { key } = await registry.createKey('kept');
    for (let index = 0; index < 300; index += 1) await registry.seen(caller(`invented-${index}`));
    await registry.seen(caller('honest'));
    expect(registry.list()).toHaveLength(200);
    expect(registry.authenticate(key)).toBe('kept');
  });

  it('is unknown again when the file was changed by someone else', async () => {
    const registry = await open();
    const { key } = await registry.createKey('cursor');
    state.damage('agents');
    const next = await open();
    expect(next.list()).toEqual([]);
    expect(next.authenticate(key)).toBeNull();
    expect(next.kindOf('cursor')).toBe('assistant');
  });

  it('is connected as often as it has connections', async () => {
    const registry = await open();
    const one = registry.connected(caller('cursor'));
    const two = registry.connected(caller('cursor', { connection: 'cursor-2' }));
    expect(registry.connectedNow('cursor')).toBe(2);
    one();
    one();
    expect(registry.connectedNow('cursor')).toBe(1);
    two();
    expect(registry.connectedNow('cursor')).toBe(0);
    expect(registry.connectedNow('claude')).toBe(0);
  });
});

describe('a bearer key', () => {
  it('opens the door for its agent, also after a restart, and is kept nowhere', async () => {
    const registry = await open();
    const { key, id } = await registry.createKey('cursor');
    expect(key).toMatch(/^csk_[A-Za-z0-9]{12}_[\w-]{43}$/);
    expect(registry.authenticate(key)).toBe('cursor');
    expect((await open()).authenticate(key)).toBe('cursor');
    expect(JSON.stringify([await state.read('agents'), registry.list()])).not.toContain(key.slice(-43));
    expect(registry.list()[0]?.keys).toMatchObject([{ id, expiresAt: clock.now() + 90 * DAY }]);
  });

  it('is another one each time, and all of them work beside each other', async () => {
    const registry = await open();
    const keys = await Promise.all(['a', 'b', 'a'].map((agent) => registry.createKey(agent)));
    expect(new Set(keys.map(({ key }) => key)).size).toBe(3);
    expect(keys.map(({ key }) => registry.authenticate(key))).toEqual(['a', 'b', 'a']);
  });

  it('ends after 90 days', async () => {
    const registry = await open();
    const { key } = await registry.createKey('cursor');
    await clock.advance(90 * DAY - 1);
    expect(registry.authenticate(key)).toBe('cursor');
    await clock.advance(1);
    expect(registry.authenticate(key)).toBeNull();
  });

  it('ends when it is revoked, and no other one with it', async () => {
    const registry = await open();
    const one = await registry.createKey('cursor');
    const two = await registry.createKey('cursor');
    expect(await registry.revokeKey('cursor', one.id)).toBe(true);
    expect(await registry.revokeKey('cursor', one.id)).toBe(false);
    expect(await registry.revokeKey('claude', two.id)).toBe(false);
    for (const known of [registry, await open()]) {
      expect(known.authenticate(one.key)).toBeNull();
      expect(known.authenticate(two.key)).toBe('cursor');
    }
  });

  it('is nothing else that looks like it', async () => {
    const registry = await open();
    const { key, id } = await registry.createKey('cursor');
    const wrong = [
      '',
      ' ',
      `${key} `,
      ` ${key}`,
      key.toUpperCase(),
      key.slice(0, -1),
      `${key}A`,
      `${key}\n`,
      `csk_${id}_${'A'.repeat(43)}`,
      key.replace('csk_', ''),
      id,
      `Bearer ${key}`,
      'x'.repeat(1e6),
    ];
    for (const text of wrong) expect(registry.authenticate(text)).toBeNull();
    expect(registry.authenticate(`${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`)).toBeNull();
  });

  it('is not made for a name that is none, nor for the command', async () => {
    const registry = await open();
    for (const name of ['', 'Cursor', '_shared', 'root', 'cli', 'a b', '../x', 'a'.repeat(41)]) {
      expect(await rejectedCode(registry.createKey(name))).toBe('bad_input');
    }
    expect(registry.list()).toEqual([]);
  });
});
