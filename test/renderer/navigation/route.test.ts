import { describe, expect, it } from 'vitest';

import { codeInHash, codeInText, parseRoute, routeHash } from '../../../renderer/navigation/route.ts';

describe('routes', () => {
  it('survive being written and read, whatever is in their names', () => {
    const rest = ['own:claude-code', 'a b', 'x%2Fy', 'ä@z'];
    expect(parseRoute(routeHash('secrets', rest))).toEqual({ screen: 'secrets', rest });
  });

  it.each(['', '#', '#/', '#/nowhere/else', '#code=abc'])('lead to the overview from %j', (hash) => {
    expect(parseRoute(hash)).toEqual({ screen: 'overview', rest: [] });
  });

  it('stand broken encodings', () => {
    expect(parseRoute('#/secrets/%E0%A4%A')).toEqual({ screen: 'secrets', rest: ['%E0%A4%A'] });
  });
});

describe('codes', () => {
  it('are found in the fragment only', () => {
    expect(codeInHash('#code=abc-_1')).toBe('abc-_1');
    expect(codeInHash('#/overview?code=abc')).toBeNull();
    expect(codeInHash('#code=')).toBeNull();
  });

  it('are read from whatever the person pastes', () => {
    expect(codeInText(' http://localhost:8090/#code=abc \n')).toBe('abc');
    expect(codeInText('abc')).toBe('abc');
    expect(codeInText('  ')).toBe('');
  });
});
