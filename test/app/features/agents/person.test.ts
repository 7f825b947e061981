import { beforeEach, describe, expect, it } from 'vitest';

import type { Caller } from '../../../../app/contract/dispatch.ts';
import { agentHandlers } from '../../../../app/features/agents/handlers.ts';
import type { AuditEvent } from '../../../../app/gate/audit.ts';
import { failing, openGate, type GateWorld } from '../../../fakes/open-gate.ts';
import { rejectedCode } from '../../domain/thrown.ts';

const person: Caller = { surface: 'browser', session: 'browser 1', may: new Set(['read', 'decide']) };

let world: GateWorld;
let audited: AuditEvent[];
let handlers: ReturnType<typeof agentHandlers>;
let breakAudit: boolean;
beforeEach(async () => {
  world = await openGate();
  audited = [];
  breakAudit = false;
  handlers = agentHandlers({
    registry: world.registry,
    shares: world.shares,
    grants: world.book.grants,
    pausing: world.pausing,
    audit: {
      async record(event) {
        if (breakAudit) await failing('audit_unavailable')();
        audited.push(event);
      },
    },
  });
});

describe('the list of agents', () => {
  it('shows each with what it may reach, and no digest of a key', async () => {
    await world.registry.createKey('cursor');
    await world.shares.add({ agent: 'cursor', paths: ['shop/dev'], list: true });
    await world.shares.add({ agent: 'claude', paths: ['blog'], list: false });
    for (const agent of ['cursor', 'claude']) {
      world.book.grants.add({ id: `grant-${agent}`, agent, tool: 'vault_run', subject: 'x', digest: 'd' });
    }
    const { agents } = await handlers['agents.list']({}, person);
    expect(agents).toMatchObject([
      {
        id: 'cursor',
        kind: 'assistant',
        connectedNow: 0,
        grants: [{ id: 'grant-cursor' }],
        shares: [
          {
            path: 'shop/dev',
            capabilities: ['use', 'list'],
          },
        ],
      },
    ]);
    expect(JSON.stringify(agents)).not.toMatch(/digest|[0-9a-f]{64}/);
  });
});

describe('what the person changes about agents', () => {
  it('makes a key that is shown once, and revokes it', async () => {
    const { id, key } = await handlers['agents.createKey']({ agent: 'ci-bot' }, person);
    expect(world.registry.authenticate(key)).toBe('ci-bot');
    expect(await handlers['agents.revokeKey']({ agent: 'ci-bot', id }, person)).toEqual({ revoked: true });
    expect(world.registry.authenticate(key)).toBeNull();
    expect(audited.map(({ action, outcome, connection }) => [action, outcome, connection])).toEqual([
      ['agents.createKey', 'intent', 'browser 1'],
      ['agents.createKey', 'done', 'browser 1'],
      ['agents.revokeKey', 'intent', 'browser 1'],
      ['agents.revokeKey', 'done', 'browser 1'],
    ]);
    expect(JSON.stringify(audited)).not.toContain(key);
  });

  it('ends a remembered yes and takes a share away, each once', async () => {
    world.book.grants.add({ id: 'grant-1', agent: 'cursor', tool: 'vault_run', subject: 'x', digest: 'd' });
    await world.shares.add({ agent: 'cursor', paths: ['shop/dev'], list: true });
    expect(await handlers['agents.endGrant']({ id: 'grant-1' }, person)).toEqual({ ended: true });
    expect(await handlers['agents.endGrant']({ id: 'grant-1' }, person)).toEqual({ ended: false });
    const share = { agent: 'cursor', path: 'shop/dev' };
    expect(await handlers['agents.removeShare'](share, person)).toEqual({ removed: true });
    expect(await handlers['agents.removeShare'](share, person)).toEqual({ removed: false });
    expect(world.shares.all()).toEqual([]);
    expect((await world.restart()).shares.all()).toEqual([]);
  });

  it('is in the audit with the agent and what it was about, in words that outlive a restart', async () => {
    const asked = { agent: 'cursor', tool: 'vault_run', subject: 'shared/shop/dev/KEY', digest: 'd' };
    world.book.grants.add({ id: 'grant-1', ...asked });
    await world.shares.add({ agent: 'cursor', paths: ['shop/dev'], list: true });
    const { id } = await handlers['agents.createKey']({ agent: 'cursor' }, person);
    await handlers['agents.revokeKey']({ agent: 'cursor', id }, person);
    await handlers['agents.endGrant']({ id: 'grant-1' }, person);
    await handlers['agents.endGrant']({ id: 'grant-1' }, person);
    await handlers['agents.removeShare']({ agent: 'cursor', path: 'shop/dev' }, person);
    const said = audited.map(({ action, outcome, subject, detail }) => [action, outcome, subject, detail]);
    expect(said.filter(([, outcome]) => outcome === 'intent')).toEqual([
      ['agents.createKey', 'intent', 'agent cursor', 'bearer key'],
      ['agents.revokeKey', 'intent', 'agent cursor', 'bearer key'],
      ['agents.endGrant', 'intent', 'shared/shop/dev/KEY', 'remembered yes of cursor'],
      ['agents.endGrant', 'intent', undefined, 'remembered yes'],
      ['agents.removeShare', 'intent', 'shared/shop/dev', 'share of cursor'],
    ]);
    expect(said.filter(([, outcome]) => outcome === 'done')).toEqual(
      said.filter(([, outcome]) => outcome === 'intent').map(([action, , ...rest]) => [action, 'done', ...rest]),
    );
  });

  it('does not happen when the audit cannot be written', async () => {
    await world.shares.add({ agent: 'cursor', paths: ['shop/dev'], list: true });
    breakAudit = true;
    expect(await rejectedCode(handlers['agents.createKey']({ agent: 'ci-bot' }, person))).toBe('audit_unavailable');
    expect(await rejectedCode(handlers['agents.removeShare']({ agent: 'cursor', path: 'shop/dev' }, person))).toBe(
      'audit_unavailable',
    );
    expect(world.registry.list()).toEqual([]);
    expect(world.shares.all()).toHaveLength(1);
  });
});

describe('shares', () => {
  it('replace an earlier one of the same path, and leave those of other agents', async () => {
    await world.shares.add({ agent: 'cursor', paths: ['a', 'b'], list: false });
    await world.shares.add({ agent: 'claude', paths: ['a'], list: false });
    await world.shares.add({ agent: 'cursor', paths: ['a'], list: true });
    expect(world.shares.of('cursor').map(({ path, capabilities }) => [path, capabilities])).toEqual([
      ['b', ['use']],
      ['a', ['use', 'list']],
    ]);
    expect(world.shares.of('claude')).toHaveLength(1);
  });

  it('are none when the file was changed by someone else', async () => {
    await world.shares.add({ agent: 'cursor', paths: ['a'], list: true });
    world.state.damage('shares');
    expect((await world.restart()).shares.all()).toEqual([]);
  });

  it('keep every change when several come at once', async () => {
    await world.shares.add({ agent: 'cursor', paths: ['keep'], list: false });
    const removed = await Promise.all([
      world.shares.remove('cursor', 'keep'),
      world.shares.add({ agent: 'claude', paths: ['a'], list: false }),
      world.shares.add({ agent: 'claude', paths: ['b'], list: false }),
      world.shares.remove('cursor', 'keep'),
    ]);
    expect([removed[0], removed[3]]).toEqual([true, false]);
    for (const shares of [world.shares, (await world.restart()).shares]) {
      expect(shares.all().map(({ agent, path }) => [agent, path])).toEqual([
        ['claude', 'a'],
        ['claude', 'b'],
      ]);
    }
  });

  it('do not count when they could not be written', async () => {
    const { write } = world.state;
    Object.assign(world.state, { write: failing('unavailable') });
    expect(await rejectedCode(world.shares.add({ agent: 'cursor', paths: ['a'], list: true }))).toBe('unavailable');
    Object.assign(world.state, { write });
    expect(world.shares.all()).toEqual([]);
    await world.shares.add({ agent: 'cursor', paths: ['b'], list: true });
    expect(world.shares.all()).toMatchObject([{ path: 'b' }]);
  });
});
