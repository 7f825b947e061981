import { describe, expect, it } from 'vitest';

import { isMaskable } from '../../../../app/domain/redaction/forms.ts';

import { bytes, cutAt, oneByOne, redact, redactChunks } from './redact.ts';

/** Numbers as in the list of adversarial inputs. */
const S = `Tr0ub4dor&3/x+Zq"9'<k>`;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const percentAll = (text: string, upper: boolean) => {
  const hex = Buffer.from(text).toString('hex');
  return (upper ? hex.toUpperCase() : hex).replaceAll(/../g, '%$&');
};

const PEM = [
  '-----BEGIN PRIVATE KEY-----',
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDCanary0001xyz',
  'q1w2e3r4t5y6u7i8o9p0AbCdEfGhIjKlMnOpQrStUvWxYz0123456789canary02',
  'shortish=',
  '-----END PRIVATE KEY-----',
  '',
].join('\n');

const masked: readonly (readonly [string, string])[] = [
  ['R1 raw', S],
  ['R5 JSON', JSON.stringify(S).slice(1, -1)],
  ['R7 JSON safe for HTML', String.raw`Tr0ub4dor\u00263/x+Zq\"9'\u003ck\u003e`],
  ['R7 JSON with escaped slash', String.raw`Tr0ub4dor&3\/x+Zq\"9'<k>`],
  ['R7 JSON with everything escaped, upper case', String.raw`Tr0ub4dor\u00263/x\u002BZq\u00229\u0027\u003Ck\u003E`],
  ['R8 JSON in JSON', JSON.stringify(JSON.stringify(S)).slice(3, -3)],
  ['R9 URL component', encodeURIComponent(S)],
  ['R9 URL component, all reserved', encodeURIComponent(S).replaceAll("'", '%27')],
  ['R9 whole URL', encodeURI(S)],
  ['R9 form', new URLSearchParams({ k: S }).toString().slice(2)],
  ['R10 URL component, lower case', encodeURIComponent(S).replaceAll(/%../g, (code) => code.toLowerCase())],
  ['R13 URL component twice', encodeURIComponent(encodeURIComponent(S))],
  ['R14 every byte, upper case', percentAll(S, true)],
  ['R14 every byte, lower case', percentAll(S, false)],
  ['R28 base64', base64(S)],
  ['R29 base64 unpadded', base64(S).replace(/=+$/, '')],
  ['R29 base64url', Buffer.from(S).toString('base64url')],
  ['R39 hex', Buffer.from(S).toString('hex')],
  ['R40 hex upper case', Buffer.from(S).toString('hex').toUpperCase()],
];

describe('adversarial outputs', () => {
  it.each(masked)('%s is masked as a whole', (_name, form) => {
    expect(redact(S, `before ${form} after\n`)).toBe('before [REDACTED:S] after\n');
  });

  it.each(masked)('%s is masked at every split and byte by byte (R2)', (_name, form) => {
    const text = bytes(`<${form}>\n`);
    const secrets = [{ name: 'S', value: S }];
    for (let place = 1; place < text.length; place++) {
      expect(redactChunks(secrets, cutAt(text, [place])).text).toBe('<[REDACTED:S]>\n');
    }
    expect(redactChunks(secrets, oneByOne(text)).text).toBe('<[REDACTED:S]>\n');
  });

  it.each(['', 'u', 'u:', 'us:', 'user:', 'x-access-token:'])(
    'R31 base64 after %j leaves at most whole neighbours',
    (before) => {
      for (const after of ['', '\n', '@h', '@host/']) {
        for (const encoding of ['base64', 'base64url'] as const) {
          const encoded = Buffer.from(before + S + after).toString(encoding);
          const out = redact(S, `${encoded}\n`);
          const left = out.replace('[REDACTED:S]', '\u0000').trimEnd();
          const [head = '', tail = ''] = left.split('\u0000');
          expect(left).toContain('\u0000');
          expect(head.length).toBe(Math.floor((before.length * 8) / 6));
          expect(tail.replaceAll('=', '').length).toBeLessThanOrEqual(Math.ceil((after.length * 8) / 6));
        }
      }
    },
  );

  it('R32 a line break in the same base64 leaves only itself', () => {
    expect(redact(S, `${base64(`${S}\n`)}\n`)).toBe('[REDACTED:S]o=\n');
  });

  it('R38 a value in the payload of a JWT is masked', () => {
    const payload = Buffer.from(JSON.stringify({ sub: 'a', secret: 'plain-secret-value' })).toString('base64url');
    const out = redact('plain-secret-value', `eyJhbGciOiJIUzI1NiJ9.${payload}.c2ln\n`);
    expect(out).toMatch(/^eyJhbGciOiJIUzI1NiJ9\.[\w-]+\[REDACTED:S\][\w-]*\.c2ln\n$/);
  });

  it('R49 an emoji is masked also when split inside, and as escaped surrogates', () => {
    const value = 'pass😀word';
    const text = bytes(`${value}\n`);
    for (let place = 1; place < text.length; place++) {
      expect(redactChunks([{ name: 'S', value }], cutAt(text, [place])).text).toBe('[REDACTED:S]\n');
    }
    expect(redact(value, String.raw`"pass\ud83d\ude00word"`)).toBe('"[REDACTED:S]"');
    expect(redact(value, String.raw`"pass\uD83D\uDE00word"`)).toBe('"[REDACTED:S]"');
  });

  it('R50 broken UTF-8 around a value changes nothing', () => {
    const out = redactChunks(
      [{ name: 'S', value: S }],
      [Uint8Array.of(0xff, 0xc3), bytes(S), Uint8Array.of(0x80, 0xe2, 0x82)],
    );
    expect(out.text).toBe('\uFFFD\uFFFD[REDACTED:S]\uFFFD\uFFFD');
  });

  it('R58 overlapping, nested and adjacent values', () => {
    const overlapping = [
      { name: 'A', value: 'this is the end' },
      { name: 'B', value: 'end foobar' },
    ];
    expect(redactChunks(overlapping, [bytes('this is the end'), bytes(' foobar\n')])).toEqual({
      text: '[REDACTED:A]\n',
      counts: { A: 1, B: 1 },
    });
    expect(redact(S, `${S}${S}\n`)).toBe('[REDACTED:S][REDACTED:S]\n');
  });

  it.each(['****', '[REDACTED]', '[REDACTED:S]', 'REDACTED', ':S]['])(
    'R58 a value like the mask, %j, does not loop',
    (value) => {
      expect(redact(value, `x${value}y${value}\n`)).toBe('x[REDACTED:S]y[REDACTED:S]\n');
    },
  );

  it.each([
    ['as it is', PEM],
    ['with Windows line breaks', PEM.replaceAll('\n', '\r\n')],
    ['without the last line break', PEM.trimEnd()],
    ['as JSON', JSON.stringify(PEM)],
    ['in base64', base64(PEM)],
    ['one inner line', `\t${PEM.split('\n')[2]}  \n`],
    ['one inner line as JSON', JSON.stringify([PEM.split('\n')[1]])],
    ['its short line', PEM.split('\n')[3]!],
    ['without line breaks', PEM.replaceAll('\n', '')],
  ])('R59 a PEM key %s leaves nothing of its body', (_name, form) => {
    const out = redact(PEM, form);
    expect(out).toContain('[REDACTED:S]');
    expect(out).not.toMatch(/canary|shortish|MIIE/);
  });

  it('does not take headers and braces of a multi-line value for secrets', () => {
    // Not as the last thing printed: then it is a beginning that was cut off.
    expect(redact(PEM, '-----BEGIN PRIVATE KEY-----\n-')).toBe('-----BEGIN PRIVATE KEY-----\n-');
    expect(redact('{\n        [\n"token": "abcdefgh"\n}', '}\n        [\n}\n')).toBe('}\n        [\n}\n');
  });

  it('masks a value that a shell has freed of its white space', () => {
    expect(redact('  padded-value\n', 'padded-value\n')).toBe('[REDACTED:S]\n');
  });

  it('tells which values can be masked', () => {
    expect(['', 'abc', 'abcd', 'é€', '\u00e9\u00e9', 'éa'].map(isMaskable)).toEqual([
      false,
      false,
      true,
      true,
      true,
      false,
    ]);
  });
});
