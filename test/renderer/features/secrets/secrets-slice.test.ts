import { describe, expect, it } from 'vitest';

import { AppError } from '../../../../app/kernel/errors.ts';
import { alwaysOnline } from '../../../../renderer/api/connection.ts';
import { dataOf } from '../../../../renderer/store/loadable.ts';
import { MOST_FOLDERS } from '../../../../renderer/features/secrets/secrets-slice.ts';
import { createUiStore } from '../../../../renderer/store/ui-store.ts';
import { fakeCore } from '../../fake-core.ts';

import { entryOf } from './sample-entry.ts';

const shared = { kind: 'shared' } as const;
const address = { place: shared, path: 'shop/development' };

function openSecrets() {
  const names: Record<string, string[]> = {
    '': ['shop/', 'api/'],
    shop: ['development'],
    api: ['deep/'],
    'api/deep': ['x'],
  };
  let version = 1;
  const core = fakeCore({
    'secrets.places': () => ({ places: [shared] }),
    'secrets.list': ({ path }: { path: string }) => ({ names: names[path] ?? [] }),
    'secrets.entry': ({ path }: { path: string }) => entryOf([], { path, version, currentVersion: version }),
    'secrets.save': ({ cas }: { cas: number }) => {
      if (cas !== version) throw new AppError('conflict', 'Somebody was faster.');
      version += 1;
      return { version };
    },
    'secrets.reveal': () => ({ value: 'a-secret-value' }),
  });
  const store = createUiStore(core.client, alwaysOnline());
  return { core, store, secrets: () => store.getState().secrets };
}

describe('the secrets slice', () => {
  it('opens the places with their top at the first look', async () => {
    const { secrets } = openSecrets();
    await secrets().refresh();
    expect(secrets().expanded).toEqual({ 'shared/': true });
    expect(dataOf(secrets().folders['shared/']!)).toEqual(['shop/', 'api/']);
  });

  it('opens an entry with the folders on the way to it', async () => {
    const { secrets } = openSecrets();
    await secrets().openEntry(address);
    expect(secrets().expanded).toMatchObject({ 'shared/': true, 'shared/shop': true });
    expect(dataOf(secrets().open!.entry)?.path).toBe('shop/development');
  });

  it('ignores the answer for an entry that the person has left', async () => {
    const { secrets } = openSecrets();
    const first = secrets().openEntry(address);
    const second = secrets().openEntry({ place: shared, path: 'api/deep/x' });
    await Promise.all([first, second]);
    expect(dataOf(secrets().open!.entry)?.path).toBe('api/deep/x');
  });

  it('loads every folder for the filter', async () => {
    const { secrets } = openSecrets();
    await secrets().refresh();
    await secrets().loadAll();
    expect(Object.keys(secrets().folders).toSorted()).toEqual([
      'shared/',
      'shared/api',
      'shared/api/deep',
      'shared/shop',
    ]);
  });

  it('tells whether the filter has looked everywhere, and looks again once there may be other folders', async () => {
    const { secrets } = openSecrets();
    await secrets().refresh();
    expect(secrets().search).toBe('not_begun');
    const searching = secrets().loadAll();
    expect(secrets().search).toBe('running');
    await searching;
    expect(secrets().search).toBe('whole');
    await secrets().refresh();
    expect(secrets().search).toBe('not_begun');
  });

  it('tells that there are more folders than the filter looks in', async () => {
    const { secrets, core } = openSecrets();
    const many = Array.from({ length: MOST_FOLDERS }, (_, index) => `folder-${index}/`);
    core.answers['secrets.list'] = ({ path }: { path: string }) => ({ names: path === '' ? many : [] });
    await secrets().refresh();
    await secrets().loadAll();
    expect(secrets().search).toBe('cut');
  });

  it('shows the new version after saving', async () => {
    const { secrets } = openSecrets();
    await secrets().openEntry(address);
    const version = await secrets().save({ ...address, set: { A: 'b' }, remove: [], cas: 1 });
    expect(version).toBe(2);
    expect(dataOf(secrets().open!.entry)?.currentVersion).toBe(2);
  });

  it('passes a conflict on and can tell the version that is there now', async () => {
    const { secrets } = openSecrets();
    await secrets().openEntry(address);
    await secrets().save({ ...address, set: {}, remove: [], cas: 1 });
    await expect(secrets().save({ ...address, set: {}, remove: [], cas: 1 })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await secrets().newestVersion(address)).toBe(2);
  });

  it('keeps typed values out of the store', async () => {
    const { secrets, store } = openSecrets();
    await secrets().openEntry(address);
    await secrets().save({ ...address, set: { A: 'typed-canary' }, remove: [], cas: 1 });
    expect(JSON.stringify(store.getState())).not.toContain('typed-canary');
  });
});
