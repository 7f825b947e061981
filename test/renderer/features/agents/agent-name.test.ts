import { describe, expect, it } from 'vitest';

import { nameProblem } from '../../../../renderer/features/agents/agent-name.ts';

describe('nameProblem', () => {
  it.each([
    ['build-bot', null],
    ['Build Bot', 'agents.newAgentNameProblem'],
    ['root', 'agents.newAgentNameReserved'],
    ['cli', 'agents.newAgentNameReserved'],
  ])('for %s is %s', (name, problem) => {
    expect(nameProblem(name)).toBe(problem);
  });
});
