import { describe, expect, it } from 'vitest';

import { CAPABILITIES, judge, type Capability, type PolicySubject, type Share } from '../../../app/domain/policy.ts';

const assistant: PolicySubject = { agent: 'cursor', kind: 'assistant', isCommand: false };
const program: PolicySubject = { agent: 'cursor', kind: 'program', isCommand: false };
const command: PolicySubject = { agent: 'cli', kind: 'assistant', isCommand: true };

const share = (path: string, capabilities: readonly Capability[], agent = 'cursor'): Share => ({
  agent,
  path,
  capabilities,
  since: 0,
});
const table = (subject: PolicySubject, place: 'own' | 'shared', shares: readonly Share[] = []) =>
  CAPABILITIES.map((capability) =>
    judge(
      subject,
      {
        capability,
        place: place === 'shared' ? { kind: 'shared' } : { kind: 'own', agent: subject.agent },
        path: 'shop/dev',
      },
      shares,
    ),
  ).join(' ');

describe('what an agent may do', () => {
  it('is listed in this order below', () => {
    expect(CAPABILITIES.join(' ')).toBe('list use read write delete undelete');
  });

  it.each([
    ['an assistant in its own namespace', assistant, 'own', [], 'allow ask ask ask ask ask'],
    ['a program in its own namespace', program, 'own', [], 'allow ask allow allow allow allow'],
    ['an assistant in the shared space', assistant, 'shared', [], 'deny ask deny deny deny deny'],
    ['a program in the shared space', program, 'shared', [], 'deny ask deny deny deny deny'],
    ['the command in the shared space', command, 'shared', [], 'ask ask ask ask ask ask'],
    ['with a share to use', assistant, 'shared', [share('shop/dev', ['use'])], 'deny ask deny deny deny deny'],
    ['to use and list', assistant, 'shared', [share('shop/dev', ['use', 'list'])], 'allow ask deny deny deny deny'],
    [
      'a program with a share for everything',
      program,
      'shared',
      [share('shop', [...CAPABILITIES])],
      'allow ask ask ask ask ask',
    ],
    [
      'with another agent’s share',
      assistant,
      'shared',
      [share('shop', ['list'], 'claude')],
      'deny ask deny deny deny deny',
    ],
    [
      'with a share of a longer name',
      assistant,
      'shared',
      [share('shop/de', ['list'])],
      'deny ask deny deny deny deny',
    ],
    ['with a share below', assistant, 'shared', [share('shop/dev/x', ['list'])], 'deny ask deny deny deny deny'],
  ] as const)('%s', (_name, subject, place, shares, effects) => {
    expect(table(subject, place, shares)).toBe(effects);
  });

  it('is nothing at all in the namespace of another agent', () => {
    for (const subject of [assistant, program, command]) {
      for (const capability of CAPABILITIES) {
        const target = { capability, place: { kind: 'own', agent: 'claude' }, path: 'x' } as const;
        expect(judge(subject, target, [share('x', [...CAPABILITIES])])).toBe('deny');
      }
    }
  });
});
