import { describe, expect, it } from 'vitest';

import { refusedId } from '../../../../main/node/agents-door/refused-id.ts';

const idOf = (text: string) => refusedId(Buffer.from(text, 'utf8'));

describe('the id of a refused line', () => {
  it.each([
    ['beside __proto__', '{"id":2,"method":"m","params":{"__proto__":1}}', 2],
    ['beside a key given twice', '{"id":"a","method":"m","params":{"x":1,"x":2}}', 'a'],
    ['beside ids further down', '{"method":"m","params":{"id":1,"id":2,"l":[{"id":3}]},"id":4}', 4],
    ['beside an inexact number', '{"method":"m","params":[1e400,9007199254740993],"id":5}', 5],
    ['beside strings that look like more', '{"a":"{\\"id\\":1","b":"id","c":["id","\\\\"],"id":6,"method":"m"}', 6],
    ['below many levels', `{"method":"m","params":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)},"id":7}`, 7],
  ])('is told %s', (_name, text, id) => {
    expect(idOf(text)).toBe(id);
  });

  it.each([
    ['is given twice', '{"id":1,"id":1,"method":"m"}'],
    ['is given twice, once in disguise', '{"id":1,"\\u0069d":1,"method":"m"}'],
    ['is no integer', '{"id":1.5,"method":"m"}'],
    ['is an integer that a double rounds', '{"id":9007199254740993,"method":"m"}'],
    ['is null', '{"id":null,"method":"m"}'],
    ['is an object', '{"id":{},"method":"m"}'],
    ['is missing', '{"method":"m"}'],
    ['is that of no request', '{"id":1,"result":{"a":1,"a":2}}'],
    ['is that of one of many', '[{"id":1,"method":"m"}]'],
    ['stands in no JSON', '{"id":1,"method":"m"'],
  ])('is not told where it %s', (_name, text) => {
    expect(idOf(text)).toBeNull();
  });

  it('is not told where the bytes are no UTF-8', () => {
    const text = Buffer.from('{"id":1,"method":"m"}');
    expect(refusedId(text)).toBe(1);
    text[text.length - 3] = 0xff;
    expect(refusedId(text)).toBeNull();
  });

  it('is found beside a string of two million characters', () => {
    expect(idOf(`{"id":1,"id2":"${'\\n'.repeat(1_000_000)}","method":"m"}`)).toBe(1);
  });
});
