import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { mcpTools } from '../../../app/contract/tools/catalogue.ts';
import { agentKey, agentsList, appInfo, uiCode } from '../../../app/contract/tools/command-tools.ts';
import { uiContract } from '../../../app/contract/ui/ui-contract.ts';

const commandTools = [appInfo, uiCode, agentsList, agentKey];

describe('what agents can call', () => {
  it('is this and nothing more', () => {
    expect(mcpTools.map(({ name }) => name)).toEqual([
      'vault_status',
      'vault_list',
      'vault_get',
      'vault_set',
      'vault_run',
      'vault_job',
    ]);
  });

  it('decides nothing: no tool is a call of the person', () => {
    const names = new Set([...mcpTools, ...commandTools].map(({ name }): string => name));
    for (const call of Object.keys(uiContract.calls)) expect(names.has(call)).toBe(false);
    expect([...names].join(' ')).not.toMatch(/approv|decid|grant|share|policy|rule/);
  });

  it.each([...mcpTools, ...commandTools])('$name takes no argument that it does not know', ({ input }) => {
    expect(z.toJSONSchema(input)).toMatchObject({ type: 'object', additionalProperties: false });
  });

  it.each(mcpTools)('$name says what it is for and what it may change', ({ description, annotations, doors }) => {
    expect(description.length).toBeGreaterThan(60);
    expect(doors).toBe('all');
    expect(annotations.readOnlyHint).toBe(!annotations.destructiveHint && annotations.idempotentHint);
  });

  it.each(commandTools)('$name is not for agents', ({ doors }) => {
    expect(doors).toBe('command');
  });
});

describe('what the person can call', () => {
  it.each(Object.entries(uiContract.calls))('%s takes no argument that it does not know', (_name, { input }) => {
    expect(z.toJSONSchema(input, { io: 'input' })).toMatchObject({ type: 'object', additionalProperties: false });
  });

  it('needs the right to decide for whatever opens a door to an agent', () => {
    const deciding = Object.entries(uiContract.calls).filter(([, { effect }]) => effect === 'decide');
    expect(deciding.map(([name]) => name).toSorted()).toEqual([
      'agents.createKey',
      'agents.endGrant',
      'agents.removeShare',
      'agents.resume',
      'agents.revokeKey',
      'approvals.decide',
    ]);
    expect(uiContract.calls['secrets.reveal'].effect).toBe('reveal');
  });
});
