import { beforeEach, describe, expect, it } from 'vitest';

import type { Caller } from '../../../../app/contract/dispatch.ts';
import { PLAIN_METADATA } from '../../../../app/domain/plain-keys.ts';
import { personHandlers } from '../../../../app/features/secrets/person-handlers.ts';
import type { AuditEvent } from '../../../../app/gate/audit.ts';
import { failing, openGate, secretsOf, type GateWorld } from '../../../fakes/open-gate.ts';
import { rejectedCode } from '../../domain/thrown.ts';

const person: Caller = {
  surface: 'browser',
  session: 'browser 1',
  may: new Set(['read', 'reveal', 'write', 'decide']),
};
const SHARED = { place: { kind: 'shared' }, path: 'shop/dev' } as const;
const STORED = 'mcp/_shared/shop/dev';
const ADDRESS = { mount: 'secret', path: STORED };

let world: GateWorld;
let handlers: ReturnType<typeof personHandlers>;
let audited: AuditEvent[];
let breakAudit: boolean;

beforeEach(async () => {
  world = await openGate();
  audited = [];
  breakAudit = false;
  handlers = personHandlers({
    ...world.secrets,
    agents: () => ['claude', 'cursor'],
    audit: {
      async record(event) {
        if (breakAudit) await failing('audit_unavailable')();
        world.trace.push(`audit ${event.outcome} ${event.action}`);
        audited.push(event);
      },
    },
  });
});

const save = (change: Partial<Parameters<(typeof handlers)['secrets.save']>[0]>) =>
  handlers['secrets.save']({ ...SHARED, set: {}, remove: [], cas: 0, ...change }, person);
const entry = (version?: number) => handlers['secrets.entry']({ ...SHARED, ...(version && { version }) }, person);
const reveal = (key: string, version?: number) =>
  handlers['secrets.reveal']({ ...SHARED, key, purpose: 'show', ...(version && { version }) }, person);

describe('places', () => {
  it('are the shared space and every agent that is known or has entries', async () => {
    await world.put('mcp/gone-agent/x', { A: 'x' });
    await world.put('mcp/_shared/x', { A: 'x' });
    await world.put('mcp/_other/x', { A: 'x' });
    expect(await handlers['secrets.places']({}, person)).toEqual({
      places: [
        { kind: 'shared' },
        { kind: 'agent', agent: 'claude' },
        { kind: 'agent', agent: 'cursor' },
        { kind: 'agent', agent: 'gone-agent' },
      ],
    });
  });

  it.each(['_shared', '_x', '..', '.', '', 'a/b', 'cursor/../_shared', '%5fshared', 'a b'])(
    'are no agent with the name %j',
    async (agent) => {
      await world.put(STORED, { DB: 'value' });
      const place = { kind: 'agent', agent } as const;
      const target = { place, path: 'shop/dev' };
      const calls = [
        handlers['secrets.list']({ place, path: '' }, person),
        handlers['secrets.entry'](target, person),
        handlers['secrets.reveal']({ ...target, key: 'DB', purpose: 'show' }, person),
        handlers['secrets.save']({ ...target, set: { A: 'x' }, remove: [], cas: 0 }, person),
        handlers['secrets.delete'](target, person),
        handlers['secrets.undelete']({ ...target, version: 1 }, person),
        handlers['secrets.restore']({ ...target, version: 1, cas: 1 }, person),
      ];
      expect(new Set(await Promise.all(calls.map(rejectedCode)))).toEqual(new Set(['invalid_path']));
      expect(world.trace).toEqual([]);
    },
  );

  it('are looked into folder by folder', async () => {
    await world.put('mcp/_shared/shop/dev', { A: 'x' });
    await world.put('mcp/_shared/top', { A: 'x' });
    const list = (path: string) => handlers['secrets.list']({ place: { kind: 'shared' }, path }, person);
    expect(await list('')).toEqual({ names: ['shop/', 'top'] });
    expect(await list('shop')).toEqual({ names: ['dev'] });
    expect(await rejectedCode(list('../cursor'))).toBe('invalid_path');
    expect(await rejectedCode(list('shop/'))).toBe('invalid_path');
  });
});

describe('an entry on the screen', () => {
  it('shows values of plain keys only', async () => {
    await save({ set: { HOST: 'db.example', PASSWORD: 'hunter2' }, plain: ['HOST'] });
    expect(await entry()).toMatchObject({
      version: 1,
      currentVersion: 1,
      keys: [
        {
          key: 'HOST',
          plain: true,
          value: 'db.example',
        },
        {
          key: 'PASSWORD',
          plain: false,
        },
      ],
    });
    expect(JSON.stringify(await entry())).not.toContain('hunter2');
  });

  it('does not fetch values where no key is plain', async () => {
    await world.put(STORED, { PASSWORD: 'hunter2' });
    await entry();
    expect(world.trace).not.toContain('vault read');
  });

  it('can be an older version, or one that was deleted', async () => {
    await world.put(STORED, { ONE: 'x' });
    await world.put(STORED, { TWO: 'x' });
    expect(await entry(1)).toMatchObject({ version: 1, currentVersion: 2, keys: [{ key: 'ONE' }] });
    await world.vault.remove(ADDRESS);
    expect(await entry()).toMatchObject({
      version: 0,
      currentVersion: 2,
      keys: [],
      versions: [{ deletedAt: expect.any(String) }, {}],
    });
  });
});

describe('revealing', () => {
  it('is in the audit before the value is read, and afterwards with its end', async () => {
    await world.put(STORED, { DB: 'hunter2', OTHER: 'x' });
    expect(await reveal('DB')).toEqual({ value: 'hunter2' });
    expect(world.trace).toEqual(['audit intent secrets.reveal', 'vault read', 'audit done secrets.reveal']);
    expect(audited[0]).toMatchObject({
      agent: 'person',
      subject: 'shared/shop/dev',
      keys: ['DB'],
      detail: 'show',
      connection: 'browser 1',
    });
  });

  it('of a key that is missing has its failure in the audit', async () => {
    await world.put(STORED, { DB: 'hunter2' });
    expect(await rejectedCode(reveal('NO'))).toBe('not_found');
    expect(audited.map(({ outcome, detail }) => [outcome, detail])).toEqual([
      ['intent', 'show'],
      ['failed', 'not_found'],
    ]);
  });

  it('does not happen when the audit cannot be written', async () => {
    await world.put(STORED, { DB: 'hunter2' });
    breakAudit = true;
    expect(await rejectedCode(reveal('DB'))).toBe('audit_unavailable');
    expect(world.trace).toEqual([]);
  });

  it.each(['NO', 'toString', '__proto__', 'isPrototypeOf', ''])(
    'of a key that is not there is told as that: %j',
    async (key) => {
      await world.put(STORED, { DB: 'hunter2' });
      expect(await rejectedCode(reveal(key))).toBe('not_found');
    },
  );

  it('works for keys with names that only other programs give', async () => {
    await world.put(STORED, { 'tls.crt': 'certificate', 'with space': 'x' });
    expect(await reveal('tls.crt')).toEqual({ value: 'certificate' });
    expect(await reveal('with space')).toEqual({ value: 'x' });
  });

  it('can be of an older version', async () => {
    await world.put(STORED, { DB: 'one' });
    await world.put(STORED, { DB: 'two' });
    expect(await reveal('DB', 1)).toEqual({ value: 'one' });
  });
});

describe('saving', () => {
  it('sets, removes and keeps keys on top of the version it was made for', async () => {
    await world.put(STORED, { KEPT: 'kept', OLD: 'old', GONE: 'gone' });
    expect(await save({ set: { OLD: 'new', NEW: 'x' }, remove: ['GONE'], cas: 1 })).toEqual({ version: 2 });
    expect(await world.stored(STORED)).toEqual({ KEPT: 'kept', OLD: 'new', NEW: 'x' });
    expect(audited).toMatchObject([
      { action: 'secrets.save', outcome: 'intent', keys: ['OLD', 'NEW', 'GONE'] },
      { action: 'secrets.save', outcome: 'done' },
    ]);
  });

  it('removes a key with a name that only other programs give', async () => {
    await world.put(STORED, { 'tls.crt': 'certificate', KEPT: 'x' });
    await save({ remove: ['tls.crt'], cas: 1 });
    expect(await world.stored(STORED)).toEqual({ KEPT: 'x' });
  });

  it.each([
    ['an older one', 1],
    ['none', 0],
    ['one that is not there yet', 3],
  ])('loses nothing when someone was faster: version %s', async (_name, cas) => {
    await world.put(STORED, { DB: 'one' });
    await world.put(STORED, { DB: 'theirs', MORE: 'x' });
    expect(await rejectedCode(save({ set: { DB: 'mine' }, plain: ['DB'], cas }))).toBe('conflict');
    expect(await world.stored(STORED)).toEqual({ DB: 'theirs', MORE: 'x' });
    expect((await world.vault.metadata(ADDRESS)).custom).toEqual({});
  });

  it('makes no version where only the marks change', async () => {
    await save({ set: { HOST: 'db.example', PORT: '5432' }, plain: ['HOST'] });
    expect(await save({ plain: ['HOST', 'PORT'], cas: 1 })).toEqual({ version: 1 });
    expect(await entry()).toMatchObject({ currentVersion: 1, keys: [{ plain: true }, { plain: true }] });
    await save({ plain: [], cas: 1 });
    expect(await entry()).toMatchObject({ keys: [{ plain: false }, { plain: false }] });
  });

  it('leaves the marks alone when they are not said', async () => {
    await save({ set: { HOST: 'db.example' }, plain: ['HOST'] });
    await save({ set: { DB: 'x' }, cas: 1 });
    expect(await entry()).toMatchObject({
      keys: [
        { key: 'DB', plain: false },
        { key: 'HOST', plain: true },
      ],
    });
  });

  it('takes a mark away before the value changes, and gives one after it', async () => {
    await save({ set: { WAS: 'public', KEPT: 'public', SOON: 'hidden' }, plain: ['WAS', 'KEPT'] });
    const seen: (string | undefined)[] = [];
    world.switches.vault = async (method, proceed) => {
      if (method === 'write') seen.push((await world.vault.metadata(ADDRESS)).custom[PLAIN_METADATA]);
      return proceed();
    };
    await save({ set: { WAS: 'secret', SOON: 'public' }, plain: ['KEPT', 'SOON'], cas: 1 });
    expect(seen).toEqual(['KEPT']);
    expect((await world.vault.metadata(ADDRESS)).custom).toEqual({ [PLAIN_METADATA]: 'KEPT,SOON' });
  });

  it.each([
    ['a living entry', false],
    ['a deleted one', true],
  ])('writes no new value while the old mark cannot be taken away: %s', async (_name, isDeleted) => {
    await save({ set: { HOST: 'public' }, plain: ['HOST'] });
    if (isDeleted) await handlers['secrets.delete'](SHARED, person);
    world.switches.vault = (method, proceed) => (method === 'annotate' ? failing('unavailable')() : proceed());
    expect(await rejectedCode(save({ set: { HOST: 'secret' }, plain: [], cas: 1 }))).toBe('unavailable');
    expect((await world.vault.metadata(ADDRESS)).currentVersion).toBe(1);
  });

  it.each([
    ['the change is for an older version', { set: { HOST: 'secret' }, cas: 1 }, 'conflict'],
    ['no key would be left', { remove: ['HOST', 'DB'], cas: 2 }, 'bad_input'],
  ])('leaves the marks as they are where %s', async (_name, change, code) => {
    await save({ set: { HOST: 'public', DB: 'x' }, plain: ['HOST'] });
    await save({ set: { DB: 'y' }, cas: 1 });
    expect(await rejectedCode(save({ ...change, plain: [] }))).toBe(code);
    expect((await world.vault.metadata(ADDRESS)).custom).toEqual({ [PLAIN_METADATA]: 'HOST' });
  });

  it('takes the marks away from an entry that is made anew after it was deleted', async () => {
    await save({ set: { TOKEN: 'was-public' }, plain: ['TOKEN'] });
    await handlers['secrets.delete'](SHARED, person);
    await save({ set: { TOKEN: 'now-a-secret' }, plain: [], cas: 1 });
    expect(await entry()).toMatchObject({ version: 2, keys: [{ key: 'TOKEN', plain: false }] });
  });

  it.each([
    ['a key with a space', { set: { 'A B': 'x' } }, 'bad_input'],
    ['a key with a line break', { set: { 'A\nB': 'x' } }, 'bad_input'],
    ['a key that objects have', { set: { constructor: 'x' } as never }, 'bad_input'],
    ['the prototype', { set: JSON.parse('{"__proto__":"x"}') as never }, 'bad_input'],
    ['a value above 1 MiB', { set: { A: 'x'.repeat(1_048_577) } }, 'value_too_large'],
    ['half a character', { set: { A: '\ud800' } }, 'bad_input'],
    ['nothing', {}, 'bad_input'],
    [
      'marks beyond what the server keeps',
      { set: { A: 'x' }, plain: Array.from({ length: 99 }, (_, i) => `KEY_${i}`) },
      'bad_input',
    ],
    ['a mark with a comma', { set: { A: 'x' }, plain: ['A,B'] }, 'bad_input'],
  ])('refuses %s and changes nothing', async (_name, change, code) => {
    expect(await rejectedCode(save(change))).toBe(code);
    expect(await world.stored(STORED)).toBeNull();
  });

  it('refuses to take the last key away', async () => {
    await world.put(STORED, { ONLY: 'x' });
    expect(await rejectedCode(save({ remove: ['ONLY'], cas: 1 }))).toBe('bad_input');
    expect(await world.stored(STORED)).toEqual({ ONLY: 'x' });
  });

  it('accepts a value of 1 MiB', async () => {
    expect(await save({ set: { A: 'x'.repeat(1_048_576) } })).toEqual({ version: 1 });
  });
});

describe('deleting', () => {
  it('is soft: undelete brings the same values back', async () => {
    await world.put(STORED, { DB: 'hunter2' });
    expect(await handlers['secrets.delete'](SHARED, person)).toEqual({ version: 1 });
    expect(await world.stored(STORED)).toBeNull();
    expect(await handlers['secrets.undelete']({ ...SHARED, version: 1 }, person)).toEqual({ version: 1 });
    expect(await world.stored(STORED)).toEqual({ DB: 'hunter2' });
    const done = audited.filter(({ outcome }) => outcome === 'done');
    expect(done.map(({ action }) => action)).toEqual(['secrets.delete', 'secrets.undelete']);
  });

  it('of what is not there is told as that', async () => {
    expect(await rejectedCode(handlers['secrets.delete'](SHARED, person))).toBe('not_found');
  });
});

describe('restoring', () => {
  it('puts an older version on top, with the newer ones kept', async () => {
    await world.put(STORED, { DB: 'one', OLD: 'x' });
    await world.put(STORED, { DB: 'two' });
    expect(await handlers['secrets.restore']({ ...SHARED, version: 1, cas: 2 }, person)).toEqual({ version: 3 });
    expect(await world.stored(STORED)).toEqual({ DB: 'one', OLD: 'x' });
    expect((await world.vault.read(ADDRESS, 2)).values['DB']?.reveal()).toBe('two');
  });

  it('does nothing when someone was faster', async () => {
    await world.put(STORED, { DB: 'one' });
    await world.put(STORED, { DB: 'two' });
    expect(await rejectedCode(handlers['secrets.restore']({ ...SHARED, version: 1, cas: 1 }, person))).toBe('conflict');
    expect(await world.stored(STORED)).toEqual({ DB: 'two' });
  });
});

describe('without an audit', () => {
  it('nothing changes', async () => {
    await world.vault.write(ADDRESS, secretsOf({ DB: 'one' }), 0);
    breakAudit = true;
    const calls = [
      save({ set: { DB: 'x' }, cas: 1 }),
      handlers['secrets.delete'](SHARED, person),
      handlers['secrets.undelete']({ ...SHARED, version: 1 }, person),
      handlers['secrets.restore']({ ...SHARED, version: 1, cas: 1 }, person),
    ];
    expect(new Set(await Promise.all(calls.map(rejectedCode)))).toEqual(new Set(['audit_unavailable']));
    expect(await world.vault.metadata(ADDRESS)).toMatchObject({ currentVersion: 1 });
    expect(await world.stored(STORED)).toEqual({ DB: 'one' });
  });
});
