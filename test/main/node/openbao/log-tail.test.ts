import { expect, it } from 'vitest';

import { createLogTail } from '../../../../main/node/openbao/log-tail.ts';

const tailOf = (...chunks: string[]): readonly string[] => {
  const tail = createLogTail();
  for (const chunk of chunks) tail.add(Buffer.from(chunk));
  return tail.lines();
};

it('keeps the newest lines only, also of a flood', () => {
  const lines = tailOf(Array.from({ length: 500 }, (_, index) => `line ${index}\n`).join(''));
  expect(lines).toHaveLength(60);
  expect(lines.at(-1)).toBe('line 499');
});

it('joins lines that arrive in pieces', () => {
  expect(tailOf('one\ntw', 'o\nthree')).toEqual(['one', 'two', 'three']);
});

it('bounds a line without an end', () => {
  const lines = tailOf(...Array.from({ length: 50 }, () => 'many words '.repeat(100)));
  expect(lines.join('').length).toBeLessThanOrEqual(600);
});

it.each([
  ['a service token', 's.SXkpglgbx7ZQQUIMmjplUvi0'],
  ['a Vault token', 'hvs.CAESIJ2x0aVgXcJmVq'],
  ['a JWT', 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJjb3JlIn0.c2lnbmF0dXJl'],
  ['a key in hexadecimal digits', 'a1'.repeat(32)],
  ['a key in base64', Buffer.alloc(32, 7).toString('base64')],
])('hides %s', (_name, credential) => {
  expect(tailOf(`error near ${credential} here\n`).join()).toBe('error near [redacted] here');
});

it('leaves paths and plain words readable', () => {
  const line = 'open /home/someone/.local/share/countersign/openbao/data/vault.db: permission denied';
  expect(tailOf(`${line}\n`)).toEqual([line]);
});
