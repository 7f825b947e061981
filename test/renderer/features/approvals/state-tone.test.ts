import { describe, expect, it } from 'vitest';

import { approvalTone } from '../../../../renderer/features/approvals/state-tone.ts';

describe('approvalTone', () => {
  it('is good only for a command that ended well', () => {
    expect(approvalTone({ state: 'done', outcome: { kind: 'ran', exitCode: 0 } })).toBe('ok');
    expect(approvalTone({ state: 'done', outcome: { kind: 'ran', exitCode: 1 } })).toBe('warn');
    expect(approvalTone({ state: 'done', outcome: { kind: 'ran', exitCode: null } })).toBe('warn');
    expect(approvalTone({ state: 'done', outcome: { kind: 'ran' } })).toBe('warn');
  });

  it('goes by the state for everything else', () => {
    expect(approvalTone({ state: 'done', outcome: { kind: 'written', version: 1 } })).toBe('ok');
    expect(approvalTone({ state: 'denied' })).toBe('neutral');
  });
});
