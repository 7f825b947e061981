import { describe, expect, it } from 'vitest';

import { answersOpen } from '../../../../renderer/features/approvals/answers-open.ts';
import { keyAction, type KeyAction } from '../../../../renderer/features/approvals/approval-keys.ts';
import { approvalOf } from '../../sample.ts';

const press = (key: string, patch: Partial<Parameters<typeof keyAction>[0]> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  ...patch,
});

describe('keyAction', () => {
  const cases: readonly (readonly [string, Parameters<typeof keyAction>, KeyAction | null])[] = [
    ['j moves on', [press('j'), 'elsewhere'], 'next'],
    ['arrow up moves back', [press('ArrowUp'), 'row'], 'previous'],
    ['moving may repeat', [press('j', { repeat: true }), 'row'], 'next'],
    ['Enter on a row opens the details', [press('Enter'), 'row'], 'details'],
    ['Enter elsewhere is left to the button it is on', [press('Enter'), 'elsewhere'], null],
    ['Space is nobody else’s', [press(' '), 'row'], null],
    ['Escape does nothing', [press('Escape'), 'row'], null],
    ['d denies', [press('d'), 'row'], 'deny'],
    ['a held d denies once', [press('d', { repeat: true }), 'row'], null],
    ['Ctrl+D is the browser’s', [press('d', { ctrlKey: true }), 'row'], null],
    ['Ctrl+Enter approves', [press('Enter', { ctrlKey: true }), 'elsewhere'], 'approve'],
    ['Cmd+Enter approves', [press('Enter', { metaKey: true }), 'elsewhere'], 'approve'],
    ['a held Ctrl+Enter approves nothing more', [press('Enter', { ctrlKey: true, repeat: true }), 'elsewhere'], null],
    ['Ctrl+Shift+Enter approves nothing', [press('Enter', { ctrlKey: true, shiftKey: true }), 'elsewhere'], null],
    [
      'Ctrl+Enter approves from the choice of how long a yes holds',
      [press('Enter', { ctrlKey: true }), 'radio'],
      'approve',
    ],
    ['Ctrl+Enter on Deny approves nothing', [press('Enter', { ctrlKey: true }), 'deny'], null],
    ['Enter on Deny is left to it', [press('Enter'), 'deny'], null],
    ['j moves on from a choice', [press('j'), 'radio'], 'next'],
    ['k moves back from a choice', [press('k'), 'radio'], 'previous'],
    ['d denies from a choice', [press('d'), 'radio'], 'deny'],
    ['arrows move between choices', [press('ArrowDown'), 'radio'], null],
    ['arrows inside a control stay there', [press('ArrowDown'), 'control'], null],
    ['letters inside a control stay there', [press('d'), 'control'], null],
  ];

  it.each(cases)('%s', (_name, [key, place], expected) => {
    expect(keyAction(key, place)).toBe(expected);
  });
});

describe('answersOpen', () => {
  const now = { now: 1000, mayDecide: true, deciding: false, armed: true };

  it('lets a fresh request be denied at once and approved when it is armed', () => {
    expect(answersOpen(approvalOf(1), { ...now, armed: false })).toEqual({
      expired: false,
      canDeny: true,
      canApprove: false,
    });
    expect(answersOpen(approvalOf(1), now).canApprove).toBe(true);
  });

  it.each([
    ['the time is up', approvalOf(1, { expiresAt: 1000 }), now],
    ['an answer is on its way', approvalOf(1), { ...now, deciding: true }],
    ['this window may only look', approvalOf(1), { ...now, mayDecide: false }],
    ['it was decided', approvalOf(1, { state: 'done' }), now],
    ['there is none', undefined, now],
  ])('takes no answer when %s', (_name, approval, circumstances) => {
    expect(answersOpen(approval, circumstances)).toMatchObject({ canDeny: false, canApprove: false });
  });
});
