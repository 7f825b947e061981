import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { AppError } from '../../../app/kernel/errors.ts';
import { parseAgent } from '../../../app/features/agents/agent-registry.ts';
import { shimArguments } from '../../../main/cli/mcp-shim/arguments.ts';

/** As the core judges it. */
function known(name: string): boolean {
  try {
    return parseAgent(name) === name;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

const taken = (name: string): boolean => 'agent' in shimArguments(['mcp', '--agent', name], {});

describe('the agent name that the shim takes', () => {
  it.each(['root', 'sys', 'auth', 'audit', 'identity', 'cubbyhole', 'cli', 'default', 'x'.repeat(40), 'x\n'])(
    'is one that the core takes: %j',
    (name) => {
      expect(taken(name)).toBe(known(name));
    },
  );

  it('is one that the core takes, of all there are', () => {
    const close = fc.string({ unit: fc.constantFrom('a', 'z', '0', '9', '_', '-', 'A', '.', '\n'), maxLength: 42 });
    fc.assert(
      fc.property(fc.oneof(close, fc.string()), (name) => {
        expect(taken(name)).toBe(known(name));
      }),
    );
  });
});
