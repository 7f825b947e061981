import { describe, expect, it } from 'vitest';

import { AppError } from '../../../../app/kernel/errors.ts';
import { alwaysOnline } from '../../../../renderer/api/connection.ts';
import { mergeNewest } from '../../../../renderer/features/audit/audit-slice.ts';
import { dataOf } from '../../../../renderer/store/loadable.ts';
import { createUiStore } from '../../../../renderer/store/ui-store.ts';
import { fakeCore } from '../../fake-core.ts';
import { auditLine } from '../../sample.ts';

function openAudit(count: number) {
  let newest = count;
  const core = fakeCore({
    'audit.list': ({ before = newest + 1, limit = 100 }: { before?: number; limit?: number }) => {
      const from = Array.from({ length: before - 1 }, (_, index) => auditLine(before - 1 - index));
      return { entries: from.slice(0, limit), more: from.length > limit };
    },
    'audit.verify': () => ({ ok: true, entries: newest }),
  });
  const store = createUiStore(core.client, alwaysOnline());
  const audit = () => store.getState().audit;
  return {
    core,
    audit,
    seqs: () => dataOf(audit().page)?.entries.map(({ seq }) => seq) ?? [],
    append: () => {
      newest += 1;
      audit().received(auditLine(newest));
    },
    /** As while the connection is away. */
    appendUnheard: (lines = 1) => {
      newest += lines;
    },
  };
}

describe('the audit slice', () => {
  it('shows new lines on top as they come', async () => {
    const { audit, append, seqs } = openAudit(2);
    await audit().refresh();
    append();
    expect(seqs()).toEqual([3, 2, 1]);
  });

  it('shows a line once that came both by event and by list', async () => {
    const { audit, append, seqs } = openAudit(2);
    append();
    await audit().refresh();
    audit().received(auditLine(3));
    expect(seqs()).toEqual([3, 2, 1]);
  });

  it('holds lines back while paused and shows them on resuming', async () => {
    const { audit, append, seqs } = openAudit(1);
    await audit().refresh();
    audit().setPaused(true);
    append();
    append();
    expect(seqs()).toEqual([1]);
    expect(audit().held).toHaveLength(2);
    audit().setPaused(false);
    expect(seqs()).toEqual([3, 2, 1]);
    expect(audit().held).toEqual([]);
  });

  it('loads older lines below the last one until there are none', async () => {
    const { audit, seqs, core } = openAudit(150);
    await audit().refresh();
    expect(seqs()).toHaveLength(100);
    await audit().loadMore();
    expect(seqs()).toHaveLength(150);
    expect(dataOf(audit().page)?.more).toBe(false);
    await audit().loadMore();
    expect(core.inputs('audit.list')).toHaveLength(2);
  });

  it('keeps the list still while paused, also when it is loaded anew, and holds back what was missed', async () => {
    const { audit, append, appendUnheard, seqs } = openAudit(3);
    await audit().refresh();
    audit().setPaused(true);
    append();
    appendUnheard();
    await audit().refresh();
    expect(seqs()).toEqual([3, 2, 1]);
    expect(audit().held.map(({ seq }) => seq)).toEqual([5, 4]);
    audit().setPaused(false);
    expect(seqs()).toEqual([5, 4, 3, 2, 1]);
  });

  it('leaves no gap on resuming where more was missed than one list holds', async () => {
    const { audit, append, appendUnheard, seqs } = openAudit(3);
    await audit().refresh();
    audit().setPaused(true);
    append();
    appendUnheard(150);
    await audit().refresh();
    audit().setPaused(false);
    await expect.poll(() => seqs()[0]).toBe(154);
    expect(seqs()).toEqual(Array.from({ length: 100 }, (_, index) => 154 - index));
  });

  it('leaves no gap when the list is loaded anew while older lines are on their way', async () => {
    const { audit, seqs, core } = openAudit(350);
    await audit().refresh();
    await audit().loadMore();
    const prompt = core.answers['audit.list'];
    let answer: (late: unknown) => void = () => {};
    core.answers['audit.list'] = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const older = audit().loadMore();
    core.answers['audit.list'] = prompt!;
    await audit().refresh();
    answer({ entries: [auditLine(150)], more: true });
    await older;
    expect(seqs()).toHaveLength(100);
    expect(seqs().at(-1)).toBe(251);
    expect(audit().loadingMore).toBe(false);
  });

  it('runs on, and forgets what was verified, once nobody looks', async () => {
    const { audit, append, seqs } = openAudit(1);
    await audit().refresh();
    audit().setPaused(true);
    append();
    await audit().verify();
    audit().left();
    expect(audit()).toMatchObject({ paused: false, held: [], verification: { phase: 'idle' } });
    expect(seqs()).toEqual([2, 1]);
  });

  it('shows no verdict to one who left before it was there', async () => {
    const { audit } = openAudit(1);
    const verifying = audit().verify();
    audit().left();
    await verifying;
    expect(audit().verification).toEqual({ phase: 'idle' });
  });

  it('tells how a verification went', async () => {
    const { audit, core } = openAudit(4);
    await audit().verify();
    expect(audit().verification).toEqual({ phase: 'done', result: { ok: true, entries: 4 } });
    core.answers['audit.verify'] = () => {
      throw new AppError('unavailable', 'Busy.');
    };
    await audit().verify();
    expect(audit().verification).toMatchObject({ phase: 'failed', error: { code: 'unavailable' } });
  });
});

describe('mergeNewest', () => {
  it('puts lines that come in the wrong order where they belong', () => {
    expect(mergeNewest([auditLine(5), auditLine(2)], [auditLine(4)]).map(({ seq }) => seq)).toEqual([5, 4, 2]);
  });
});
