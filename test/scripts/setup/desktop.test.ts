import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { loadScript } from '../load-script.ts';

type Shell =
  | { readonly kind: 'desktop'; readonly electron: string }
  | { readonly kind: 'browser'; readonly why: string };
interface Machine {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly fetchElectron: () => Promise<boolean>;
}

interface Desktop {
  readonly chooseShell: (machine: Machine) => Promise<Shell>;
}

const { chooseShell } = await loadScript<Desktop>('setup/desktop.mjs');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'countersign-desktop-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(file: string, content = ''): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
}

function putElectron(): void {
  put('node_modules/electron/path.txt', 'electron');
  put('node_modules/electron/dist/electron');
}

const machine = (changes: Partial<Machine> = {}): Machine => ({
  root,
  env: { DISPLAY: ':0' },
  platform: 'linux',
  fetchElectron: () => Promise.resolve(false),
  ...changes,
});

describe('choosing between desktop and browser', () => {
  it('says that this version has no desktop app', async () => {
    expect(await chooseShell(machine())).toEqual({
      kind: 'browser',
      why: 'The desktop app is not part of this version yet: open the address below in your browser.',
    });
  });

  it('says in one line what is missing, and tries to download last', async () => {
    const why = async (changes?: Partial<Machine>): Promise<string> => {
      const shell = await chooseShell(machine(changes));
      return shell.kind === 'browser' ? shell.why : shell.kind;
    };
    put('main/electron/main.ts');
    expect(await why({ env: { DISPLAY: '' } })).toBe(
      'There is no display here: open the address below in your browser.',
    );
    expect(await why({ fetchElectron: () => Promise.reject(new Error('too early')) })).toBe(
      'The desktop app was not built: open the address below in your browser.',
    );
    put('build/main/main.js');
    expect(await why()).toBe('Electron could not be downloaded: open the address below in your browser.');
  });

  it('takes the desktop with the binary that is there, without downloading', async () => {
    put('main/electron/main.ts');
    put('build/main/main.js');
    putElectron();
    const shell = await chooseShell(machine({ fetchElectron: () => Promise.reject(new Error('needless')) }));
    expect(shell).toEqual({
      kind: 'desktop',
      electron: join(root, 'node_modules/electron/dist/electron'),
      entry: join(root, 'build/main/main.js'),
    });
  });

  it('takes the desktop after a download that worked, on a system whose display has no variable', async () => {
    put('main/electron/main.ts');
    put('build/main/main.js');
    const fetchElectron = (): Promise<boolean> => {
      putElectron();
      return Promise.resolve(true);
    };
    expect((await chooseShell(machine({ env: {}, platform: 'darwin', fetchElectron }))).kind).toBe('desktop');
  });
});
