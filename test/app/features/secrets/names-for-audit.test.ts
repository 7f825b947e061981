import { beforeEach, describe, expect, it } from 'vitest';

import { namesForAudit } from '../../../../app/features/secrets/names-for-audit.ts';
import { failing, openGate, type GateWorld } from '../../../fakes/open-gate.ts';

let world: GateWorld;

beforeEach(async () => {
  world = await openGate();
});

function open(patch: Partial<Parameters<typeof namesForAudit>[0]> = {}) {
  const names: string[] = [];
  let walks = 0;
  const learner = namesForAudit({
    ...world.secrets,
    agents: () => ['claude'],
    asksForKeys: () => true,
    learn: (found) => void names.push(...found),
    learned: () => {
      walks += 1;
    },
    ...patch,
  });
  return { learner, names, walks: () => walks };
}

const asked = (): string[] => world.trace.filter((line) => line.includes('list') || line.includes('keys'));

describe('the names that older lines of the audit may speak of', () => {
  it('are those of spaces, folders, entries and keys, what is nearest to the top first', async () => {
    await world.put('mcp/_shared/shop/dev/db', { PASSWORD: 'x' });
    await world.put('mcp/_shared/token', { KEY: 'x' });
    await world.put('mcp/gone-agent/mail', { PASSWORD: 'x' });
    await world.put('mcp/_other/x', { HIDDEN: 'x' });
    const { learner, names, walks } = open();
    learner.vaultOpened();
    await expect.poll(walks).toBe(1);
    expect(names).toEqual(
      [
        ['claude', 'agent claude', 'gone-agent', 'agent gone-agent'],
        ['shared/', 'shared/token', 'own:claude/', 'own:gone-agent/', 'own:gone-agent/mail'],
        ['shared/shop', 'shared/shop/dev', 'shared/shop/dev/db'],
        ['KEY', 'shared/token/KEY', 'PASSWORD', 'own:gone-agent/mail/PASSWORD'],
        ['PASSWORD', 'shared/shop/dev/db/PASSWORD'],
      ].flat(),
    );
  });

  it('come from lists alone where a look at an entry would show in the books of others', async () => {
    await world.put('mcp/_shared/token', { KEY: 'x' });
    const { learner, names, walks } = open({ asksForKeys: () => false });
    learner.vaultOpened();
    await expect.poll(walks).toBe(1);
    expect(names).toContain('shared/token');
    expect(names).not.toContain('KEY');
    expect(asked().filter((line) => line.includes('keys'))).toEqual([]);
    expect(asked()).not.toEqual([]);
  });

  it('are learned once, however often the vault opens', async () => {
    const { learner, walks } = open();
    learner.vaultOpened();
    learner.vaultOpened();
    await expect.poll(walks).toBe(1);
    const before = asked().length;
    expect(before).toBeGreaterThan(0);
    learner.vaultOpened();
    await world.settle();
    expect([walks(), asked().length]).toEqual([1, before]);
  });

  it('end at twenty thousand', async () => {
    const many = Array.from({ length: 21_000 }, (_, index) => `entry-${index}`);
    const vault = {
      ...world.vault,
      list: async (_mount: string, path: string) => (path === 'mcp/_shared' ? many : []),
    };
    const { learner, names, walks } = open({ vault });
    learner.vaultOpened();
    await expect.poll(walks).toBe(1);
    expect(new Set(names).size).toBe(20_000);
  });

  it('leave out what is deleted or may not be seen', async () => {
    await world.put('mcp/_shared/deleted', { GONE: 'x' });
    await world.put('mcp/_shared/token', { KEY: 'x' });
    await world.vault.remove({ mount: 'secret', path: 'mcp/_shared/deleted' });
    const { list } = world.vault;
    const vault = {
      ...world.vault,
      list: (mount: string, path: string) => (path === 'mcp/claude' ? failing('vault_denied')() : list(mount, path)),
    };
    const { learner, names, walks } = open({ vault });
    learner.vaultOpened();
    await expect.poll(walks).toBe(1);
    expect(names).toContain('shared/token/KEY');
    expect(names).not.toContain('GONE');
  });

  it('are asked for anew where the vault went away, once it is back', async () => {
    await world.put('mcp/_shared/token', { KEY: 'x' });
    world.vault.failWith('unavailable');
    const { learner, names, walks } = open();
    learner.vaultOpened();
    await world.settle();
    world.vault.failWith(null);
    expect(walks()).toBe(0);
    learner.vaultOpened();
    await expect.poll(walks).toBe(1);
    expect(names).toContain('shared/token/KEY');
  });

  it('are not asked for any more once the app stops', async () => {
    let answer = (_names: readonly string[]): void => {};
    let lists = 0;
    const vault = {
      ...world.vault,
      list: () => {
        lists += 1;
        return new Promise<readonly string[]>((resolve) => {
          answer = resolve;
        });
      },
    };
    const { learner, names, walks } = open({ vault });
    learner.vaultOpened();
    learner.stop();
    answer(['late/']);
    await world.settle();
    learner.vaultOpened();
    await world.settle();
    expect([lists, names, walks()]).toEqual([1, [], 0]);
  });
});
