import { describe, expect, it } from 'vitest';

import { AppError } from '../../../../app/kernel/errors.ts';
import { alwaysOnline } from '../../../../renderer/api/connection.ts';
import {
  findApproval,
  neighbourOf,
  newlyArrived,
  pendingOf,
} from '../../../../renderer/features/approvals/approvals-slice.ts';
import { createUiStore } from '../../../../renderer/store/ui-store.ts';
import { fakeCore } from '../../fake-core.ts';
import { approvalOf, idOf } from '../../sample.ts';

function openQueue() {
  let pending = [approvalOf(1), approvalOf(2)];
  let decided = [approvalOf(9, { state: 'denied' })];
  const core = fakeCore({
    'approvals.list': ({ show }: { show: 'pending' | 'decided' }) => ({
      items: show === 'pending' ? pending : decided,
    }),
    'approvals.decide': ({ id }: { id: string }) => {
      const found = pending.find((approval) => approval.id === id);
      if (found === undefined) throw new AppError('not_found', 'Gone.');
      pending = pending.filter((approval) => approval !== found);
      decided = [{ ...found, state: 'done' }, ...decided];
      return { state: 'approved' };
    },
  });
  const store = createUiStore(core.client, alwaysOnline());
  return { core, store, approvals: () => store.getState().approvals };
}

describe('the approvals slice', () => {
  it('loads what waits and what was decided', async () => {
    const { approvals } = openQueue();
    expect(approvals().pending.phase).toBe('loading');
    await approvals().refresh();
    expect(pendingOf(approvals()).map(({ id }) => id)).toEqual([idOf(1), idOf(2)]);
    expect(findApproval(approvals(), idOf(9))?.state).toBe('denied');
  });

  it('sends the answer with its scope and then shows the request as decided', async () => {
    const { core, approvals } = openQueue();
    await approvals().refresh();
    await approvals().decide({ id: idOf(1), verdict: 'approve', remember: 'fifteen_minutes' });
    expect(core.inputs('approvals.decide')).toEqual([{ id: idOf(1), verdict: 'approve', remember: 'fifteen_minutes' }]);
    expect(pendingOf(approvals()).map(({ id }) => id)).toEqual([idOf(2)]);
    expect(findApproval(approvals(), idOf(1))?.state).toBe('done');
    expect(approvals().deciding).toEqual({});
  });

  it('sends one answer for a double press', async () => {
    const { core, approvals } = openQueue();
    await approvals().refresh();
    const decision = { id: idOf(1), verdict: 'approve', remember: 'once' } as const;
    await Promise.all([approvals().decide(decision), approvals().decide(decision)]);
    expect(core.inputs('approvals.decide')).toHaveLength(1);
  });

  it('passes a refusal on and is ready for the next answer', async () => {
    const { approvals } = openQueue();
    await approvals().refresh();
    const decision = { id: idOf(7), verdict: 'deny', remember: 'once' } as const;
    await expect(approvals().decide(decision)).rejects.toMatchObject({ code: 'not_found' });
    expect(approvals().deciding).toEqual({});
  });

  it('keeps the requests on screen while the app is away', async () => {
    const { core, approvals } = openQueue();
    await approvals().refresh();
    core.answers['approvals.list'] = () => {
      throw new AppError('app_not_open', 'Away.');
    };
    await approvals().refresh();
    expect(pendingOf(approvals())).toHaveLength(2);
  });

  it('says so when the lists cannot be had for another reason', async () => {
    const { core, approvals } = openQueue();
    core.answers['approvals.list'] = () => {
      throw new AppError('unavailable', 'Busy.');
    };
    await approvals().refresh();
    expect(approvals().pending).toMatchObject({ phase: 'failed', error: { code: 'unavailable' } });
  });
});

describe('newlyArrived', () => {
  it('is silent about what was there when the page opened', () => {
    expect(newlyArrived(undefined, [approvalOf(1)])).toEqual([]);
  });

  it('names only what was not there before', () => {
    const [first, second] = [approvalOf(1), approvalOf(2)];
    expect(newlyArrived([first], [first, second])).toEqual([second]);
  });
});

describe('neighbourOf', () => {
  const list = [approvalOf(1), approvalOf(2), approvalOf(3)];

  it('is the next one, the one before at the end, and none in a list of one', () => {
    expect(neighbourOf(list, idOf(1))).toBe(idOf(2));
    expect(neighbourOf(list, idOf(3))).toBe(idOf(2));
    expect(neighbourOf([approvalOf(1)], idOf(1))).toBeUndefined();
  });
});
