import { describe, expect, it } from 'vitest';

import type { AgentView } from '../../../../app/contract/ui/agents.ts';
import { byActivity } from '../../../../renderer/features/agents/agents-slice.ts';
import { nameProblem } from '../../../../renderer/features/agents/agent-name.ts';

const agent = (id: string, patch: Partial<AgentView> = {}): AgentView => ({
  id,
  kind: 'assistant',
  connectedNow: 0,
  clients: [],
  doors: [],
  firstSeen: 0,
  keys: [],
  shares: [],
  grants: [],
  ...patch,
});

describe('byActivity', () => {
  it('puts connected agents first, then the last seen, then by name', () => {
    const list = [
      agent('b'),
      agent('a'),
      agent('seen', { lastSeen: 5 }),
      agent('here', { connectedNow: 1, lastSeen: 1 }),
    ];
    expect(byActivity(list).map(({ id }) => id)).toEqual(['here', 'seen', 'a', 'b']);
  });
});

describe('nameProblem', () => {
  it.each([
    ['build-bot', null],
    ['Build Bot', 'agents.newAgentNameProblem'],
    ['', 'agents.newAgentNameProblem'],
    ['-x', 'agents.newAgentNameProblem'],
    ['root', 'agents.newAgentNameReserved'],
  ])('of %j is %j', (name, expected) => {
    expect(nameProblem(name)).toBe(expected);
  });
});
