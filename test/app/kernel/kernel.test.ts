import { inspect } from 'node:util';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { AppError, asAppError, ERROR_TABLE, isErrorCode } from '../../../app/kernel/errors.ts';
import { agentId, approvalId, jobId } from '../../../app/kernel/ids.ts';
import { canonicalJson, type Json } from '../../../app/kernel/json.ts';
import { Secret } from '../../../app/kernel/secret.ts';
import { rounds } from '../domain/rounds.ts';

describe('a secret', () => {
  const secret = new Secret('CANARY');

  it('gives its value only to who asks for it', () => {
    expect(secret.reveal()).toBe('CANARY');
  });

  it.each<readonly [string, () => string]>([
    ['a template', () => String(secret)],
    ['concatenation', () => ''.concat(secret as never, '+')],
    ['JSON', () => JSON.stringify({ a: [secret] })],
    ['inspect', () => inspect({ a: secret }, { depth: 9, showHidden: true })],
    ['inspect of what holds it', () => inspect([new Map([['a', secret]])], { depth: 9, showHidden: true })],
    [
      'its names',
      () => JSON.stringify([Object.keys(secret), Object.getOwnPropertyNames(secret), Object.entries(secret)]),
    ],
    ['a copy', () => JSON.stringify(structuredClone({ secret: Object.fromEntries(Object.entries(secret)) }))],
    ['its tag', () => Object.prototype.toString.call(secret)],
    ['an error', () => inspect(new Error('failed', { cause: { secret } }))],
    ['a locale', () => secret.toLocaleString()],
  ])('does not show in %s', (_name, show) => {
    expect(show()).not.toContain('CANARY');
  });
});

describe('canonical JSON', () => {
  it('is the same text for the same content, in whatever order it was made', () => {
    const shuffled = (value: Json): Json => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (value === null || typeof value !== 'object') return value;
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([key, member]) => [key, shuffled(member)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as Json);
        expect(canonicalJson(shuffled(value as Json))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: rounds(500, 20_000) },
    );
  });

  it('differs where the content differs', () => {
    const texts = [
      { a: 1, b: 2 },
      { a: 2, b: 1 },
      { 'a,"b"': 1 },
      ['a', 'b'],
      ['a,b'],
      'a',
      ['a'],
      null,
      {},
      [],
      '',
      '1',
      1,
    ];
    expect(new Set(texts.map((value) => canonicalJson(value))).size).toBe(texts.length);
  });
});

describe('ids', () => {
  it.each(['cursor', 'a', '0', 'claude-code', 'a_b', 'cli', 'a'.repeat(40)])('an agent may be called %s', (id) => {
    expect(agentId.safeParse(id).success).toBe(true);
  });

  it.each([
    '',
    '_shared',
    '-a',
    'Cursor',
    'a b',
    'a/b',
    '..',
    'a.b',
    'ä',
    'a\n',
    'a'.repeat(41),
    'root',
    'sys',
    'auth',
    'audit',
    'identity',
    'cubbyhole',
  ])('P26 an agent may not be called %j', (id) => {
    expect(agentId.safeParse(id).success).toBe(false);
  });

  it('of approvals and jobs are not mistaken for each other', () => {
    const letters = 'a'.repeat(20);
    expect(approvalId.safeParse(`apr_${letters}`).success).toBe(true);
    expect(approvalId.safeParse(`job_${letters}`).success).toBe(false);
    expect(jobId.safeParse(`job_${letters}`).success).toBe(true);
    expect(jobId.safeParse(`job_${letters}a`).success).toBe(false);
  });
});

describe('error codes', () => {
  it.each(Object.entries(ERROR_TABLE))('%s has a status and an exit code that fit', (_code, { http, exit }) => {
    expect(http).toBeGreaterThanOrEqual(400);
    expect(http).toBeLessThan(600);
    expect([1, 2, 3, 4, 5]).toContain(exit);
  });

  it('are those of the table and no name that objects have', () => {
    expect(isErrorCode('denied')).toBe(true);
    for (const name of ['toString', '__proto__', 'constructor', '', 'DENIED']) expect(isErrorCode(name)).toBe(false);
  });

  it('hide what is a bug and keep it as the cause', () => {
    const bug = new TypeError('CANARY');
    const known = asAppError(bug);
    expect(known).toMatchObject({ code: 'internal', cause: bug });
    expect(`${known.message} ${known.next}`).not.toContain('CANARY');
    const expected = new AppError('denied', 'No.', { next: 'Ask.' });
    expect(asAppError(expected)).toBe(expected);
    expect(asAppError('text').code).toBe('internal');
  });
});
