import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { compileRedaction, createRedactor } from '../../../../app/domain/redaction/stream.ts';
import { utf8Text } from '../../../../app/domain/redaction/utf8.ts';

import { bytes, cutAt, oneByOne, redactChunks } from './redact.ts';

const named = (values: readonly string[]) => values.map((value, index) => ({ name: `S${index}`, value }));

const encoders: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => JSON.stringify(value),
  (value) => Buffer.from(value).toString('base64'),
  (value) => Buffer.from(`user:${value}\n`).toString('base64url'),
  (value) => Buffer.from(`u:${value}`).toString('base64'),
  (value) => Buffer.from(value).toString('hex'),
];

/** Few letters, so that values overlap themselves and each other. */
const repetitive = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom('a', 'b'), minLength, maxLength });
const repetitiveSet = fc.array(repetitive(4, 9), { minLength: 1, maxLength: 5 });
const awkward = fc.string({
  unit: fc.constantFrom('a', 'b', '&', '"', '\\', ' ', '/', '\n', 'é', '😀'),
  minLength: 2,
  maxLength: 12,
});
const awkwardSet = fc.array(awkward, { minLength: 1, maxLength: 4 });

/** Values whole, in part and encoded, with noise between. */
const outputOf = (values: readonly string[]) =>
  fc
    .array(
      fc.oneof(
        fc.tuple(fc.constantFrom(...values), fc.constantFrom(...encoders)).map(([value, encode]) => encode(value)),
        fc.tuple(fc.constantFrom(...values), fc.nat(12)).map(([value, length]) => value.slice(0, length)),
        repetitive(0, 5),
        fc.constantFrom('\n', ' ', '=', 'A', '-'),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(''));

function naiveUnion(values: readonly string[], text: string): string {
  const covered = Array.from(text, () => new Set<number>());
  let matches = 0;
  for (const value of values) {
    for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
      matches++;
      for (let index = at; index < at + value.length; index++) covered[index]!.add(matches);
    }
  }
  let out = '';
  covered.forEach((matchesHere, index) => {
    if (matchesHere.size === 0) out += text[index];
    const before = covered[index - 1];
    const continues = before !== undefined && [...matchesHere].some((match) => before.has(match));
    if (matchesHere.size > 0 && !continues) out += '[M]';
  });
  return out;
}

describe('a redactor', () => {
  it('gives the same for any chunking as for the whole', () => {
    const cases = fc
      .oneof(repetitiveSet, awkwardSet)
      .chain((values) => fc.tuple(fc.constant(values), outputOf(values), fc.array(fc.nat(120), { maxLength: 20 })));
    fc.assert(
      fc.property(cases, ([values, output, places]) => {
        const text = bytes(output);
        const whole = redactChunks(named(values), [text]);
        expect(redactChunks(named(values), cutAt(text, places))).toEqual(whole);
        expect(redactChunks(named(values), oneByOne(text))).toEqual(whole);
      }),
      { numRuns: 800 },
    );
  });

  it('masks the union of overlapping, nested and self-overlapping values, as a naive search finds it', () => {
    const cases = repetitiveSet.chain((values) => fc.tuple(fc.constant(values), repetitive(0, 60)));
    fc.assert(
      fc.property(cases, ([values, text]) => {
        // A final stop, so that nothing is cut off at the end.
        const { text: out } = redactChunks(named(values), oneByOne(bytes(`${text}.`)));
        expect(out.replaceAll(/\[REDACTED:S\d\]/g, '[M]')).toBe(`${naiveUnion(values, text)}.`);
      }),
      { numRuns: 800 },
    );
  });

  it('never prints a value whose beginning repeats at a chunk border', () => {
    expect(redactChunks(named(['sk-sk-live99']), [bytes('sk-sk-'), bytes('sk-live99\n')]).text).toBe(
      'sk-[REDACTED:S0]\n',
    );
    expect(redactChunks(named(['aaaaaaab']), [bytes('aaaaaaa'), bytes('ab\n')]).text).toBe('a[REDACTED:S0]\n');
  });

  it('passes an ordinary line on at once and holds only a live prefix', () => {
    const redactor = createRedactor([{ name: 'S', value: 'hunter2hunter2' }]);
    expect(utf8Text(redactor.write(bytes('listening on port 80\n')))).toBe('listening on port 80\n');
    expect(utf8Text(redactor.write(bytes('password: hunt')))).toBe('password: ');
    expect(utf8Text(redactor.write(bytes('ing season\n')))).toBe('hunting season\n');
    expect(redactor.counts()).toEqual({});
  });

  it('names a mask after the longest match in it and counts every name', () => {
    const secrets = [
      { name: 'SHORT', value: 'secret' },
      { name: 'LONG', value: 'secret-key-1' },
      { name: 'OTHER', value: 'key-1-tail' },
    ];
    expect(redactChunks(secrets, [bytes('x secret-key-1-tail y secret z\n')])).toEqual({
      text: 'x [REDACTED:LONG] y [REDACTED:SHORT] z\n',
      counts: { SHORT: 2, LONG: 1, OTHER: 1 },
    });
  });

  it('counts two names that have the same value', () => {
    const secrets = [
      { name: 'A', value: 'same-value' },
      { name: 'B', value: 'same-value' },
    ];
    expect(redactChunks(secrets, [bytes('same-value\n')])).toEqual({ text: '[REDACTED:A]\n', counts: { A: 1, B: 1 } });
  });

  it('masks a value that was cut off after four bytes and shows a shorter beginning', () => {
    expect(redactChunks(named(['correct horse']), [bytes('> corr')]).text).toBe('> [REDACTED:S0]');
    expect(redactChunks(named(['correct horse']), [bytes('> cor')]).text).toBe('> cor');
    expect(redactChunks(named(['correct horse']), [bytes('636f7272')]).text).toBe('[REDACTED:S0]');
    expect(redactChunks(named(['correct horse']), [bytes('Y29ycmV')]).text).toBe('[REDACTED:S0]');
  });

  it('finds a cut-off value behind a longer beginning of another form', () => {
    const secrets = [
      { name: 'DIGITS', value: '61626364XYZ' },
      { name: 'LETTERS', value: 'zzabcdefgh' },
    ];
    expect(redactChunks(secrets, [bytes('7a7a61626364')]).text).toBe('[REDACTED:LETTERS]');
  });

  it('leaves values alone that are too short to be told from ordinary words', () => {
    expect(redactChunks(named(['abc', '']), [bytes('abc abc')])).toEqual({ text: 'abc abc', counts: {} });
  });

  it('takes the same names as a plain object would not', () => {
    const secrets = [{ name: '__proto__', value: 'prototype-value' }];
    expect(Object.entries(redactChunks(secrets, [bytes('prototype-value.')]).counts)).toEqual([['__proto__', 1]]);
  });

  it('keeps a flood of one repeated value in a bounded place', () => {
    const redactor = createRedactor([{ name: 'S', value: 'aaaa' }]);
    for (let index = 0; index < 64; index++) expect(redactor.write(new Uint8Array(65_536).fill(97)).length).toBe(0);
    expect(utf8Text(redactor.end())).toBe('[REDACTED:S]');
  });

  it('can be used for a text at once, and for the two outputs of one command', () => {
    const redaction = compileRedaction([{ name: 'S', value: 'pässwörd' }]);
    expect(redaction.text('--password=pässwörd')).toBe('--password=[REDACTED:S]');
    const [first, second] = [redaction.stream(), redaction.stream()];
    first.write(bytes('pässw'));
    expect(utf8Text(second.write(bytes('örd\n')))).toBe('örd\n');
    expect(utf8Text(first.write(bytes('örd\n')))).toBe('[REDACTED:S]\n');
  });
});
