import { describe, expect, it } from 'vitest';

import { CappedOutput } from '../../../../app/features/inject/output.ts';

const KIB = 1024;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (chunks: readonly string[]): CappedOutput => {
  const output = new CappedOutput();
  for (const chunk of chunks) output.push(bytes(chunk));
  return output;
};

describe('the output that is kept of a command', () => {
  it('is all of it up to 1 MiB', () => {
    const output = text(['a'.repeat(300 * KIB), 'b'.repeat(724 * KIB)]);
    expect(output.truncated).toBe(false);
    expect(output.text()).toBe(`${'a'.repeat(300 * KIB)}${'b'.repeat(724 * KIB)}`);
  });

  it('is its beginning and its end beyond that, and says how much is missing', () => {
    const output = text([...Array(64).fill('a'.repeat(64 * KIB)), 'END']);
    expect(output.truncated).toBe(true);
    const shown = output.text();
    expect(shown.startsWith('a'.repeat(256 * KIB))).toBe(true);
    expect(shown.endsWith('aEND')).toBe(true);
    const missing = 64 * 64 * KIB + 3 - 1024 * KIB;
    expect(shown).toContain(`\n… ${missing} bytes left out …\n`);
    expect(Buffer.byteLength(shown)).toBeLessThan(1025 * KIB);
  });

  it('comes to the same however it was cut into chunks', () => {
    const whole = Array.from({ length: 200_000 }, (_, index) => `line ${index}\n`).join('');
    const small: string[] = [];
    for (let at = 0; at < whole.length; at += 997) small.push(whole.slice(at, at + 997));
    expect(text(small).text()).toBe(text([whole]).text());
  });

  it('keeps a character whole where the beginning ends and nothing was cut', () => {
    const whole = `${'a'.repeat(256 * KIB - 1)}é😀漢`;
    const output = text([whole]);
    expect(output.truncated).toBe(false);
    expect(output.text()).toBe(whole);
  });

  it('breaks no character where it cuts', () => {
    const output = text([`a${'é'.repeat(600 * KIB)}`]);
    expect(output.truncated).toBe(true);
    expect(output.text()).not.toContain('\ufffd');
  });

  it('is not changed by who reuses a chunk', () => {
    const chunk = bytes('before');
    const output = new CappedOutput();
    output.push(chunk);
    chunk.fill(120);
    expect(output.text()).toBe('before');
  });

  it('is empty at first', () => {
    expect(new CappedOutput().text()).toBe('');
  });
});
