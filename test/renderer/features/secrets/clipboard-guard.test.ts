import { describe, expect, it } from 'vitest';

import {
  CLEAR_AFTER_MS,
  type ClipboardPort,
  copyGuarded,
} from '../../../../renderer/features/secrets/clipboard-guard.ts';
import { settle } from '../../fake-core.ts';

function fakeClipboard(patch: Partial<ClipboardPort> = {}) {
  const held = { text: '' };
  const timers: { ms: number; run: () => void }[] = [];
  const port: ClipboardPort = {
    write: async (text) => {
      held.text = text;
    },
    read: async () => held.text,
    mayRead: async () => true,
    digest: async (text) => `digest of ${text.length} ${text.at(-1) ?? ''}`,
    after: (ms, run) => timers.push({ ms, run }),
    whenFocused: (run) => run(),
    ...patch,
  };
  const pass = async (): Promise<void> => {
    for (const { run } of timers) run();
    await settle();
  };
  return { held, timers, port, pass };
}

describe('copyGuarded', () => {
  it('clears the clipboard after its time', async () => {
    const { held, timers, port, pass } = fakeClipboard();
    expect(await copyGuarded(port, 'value')).toEqual({ clears: true });
    expect(held.text).toBe('value');
    expect(timers.map(({ ms }) => ms)).toEqual([CLEAR_AFTER_MS]);
    await pass();
    expect(held.text).toBe('');
  });

  it('leaves alone what the person copied meanwhile', async () => {
    const { held, port, pass } = fakeClipboard();
    await copyGuarded(port, 'value');
    held.text = 'something of theirs';
    await pass();
    expect(held.text).toBe('something of theirs');
  });

  it('says that it will not clear where it may not look', async () => {
    const { timers, port } = fakeClipboard({ mayRead: async () => false });
    expect(await copyGuarded(port, 'value')).toEqual({ clears: false });
    expect(timers).toEqual([]);
  });

  it('waits for the focus before it looks', async () => {
    const waiting: (() => void)[] = [];
    const { held, port, pass } = fakeClipboard({ whenFocused: (run) => waiting.push(run) });
    await copyGuarded(port, 'value');
    await pass();
    expect(held.text).toBe('value');
    for (const run of waiting) run();
    await settle();
    expect(held.text).toBe('');
  });

  it('fails when the browser refuses the copy', async () => {
    const refuse = async (): Promise<void> => {
      throw new DOMException('no', 'NotAllowedError');
    };
    const { port } = fakeClipboard({ write: refuse });
    await expect(copyGuarded(port, 'value')).rejects.toThrow('no');
  });
});
