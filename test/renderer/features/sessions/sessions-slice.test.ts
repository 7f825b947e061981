import { describe, expect, it } from 'vitest';

import type { AuditView } from '../../../../app/contract/ui/audit.ts';
import { AppError } from '../../../../app/kernel/errors.ts';
import { createSessionsSlice, type SessionsSlice } from '../../../../renderer/features/sessions/sessions-slice.ts';
import { sampleStatus } from '../../../e2e/ui-harness/sample-data.ts';
import { fakeCore, settle } from '../../fake-core.ts';
import { auditLine } from '../../sample.ts';

const opened = (seq: number, session: string): AuditView => ({
  ...auditLine(seq),
  agent: 'person',
  action: 'session',
  session,
});

/** A page and the core it looks at: lines of the audit, oldest first. */
function openPage({ own = 'browser 1', lines = [] }: { own?: string; lines?: readonly AuditView[] } = {}) {
  const world = { own, lines: [...lines], asking: Promise.resolve() };
  const core = fakeCore({
    'app.status': async () => {
      const status = sampleStatus();
      return { ...status, person: { ...status.person, session: world.own } };
    },
    'audit.list': async ({ before = Infinity, limit = 100 }: { before?: number; limit?: number }) => {
      const below = world.lines.filter(({ seq }) => seq < before).toReversed();
      await world.asking;
      return { entries: below.slice(0, limit), more: below.length > limit };
    },
  });
  const state: { current: SessionsSlice } = { current: undefined as never };
  state.current = createSessionsSlice(core.client, {
    get: () => state.current,
    set: (patch) => {
      state.current = { ...state.current, ...patch };
    },
  });
  const slice = state.current;
  return {
    world,
    core,
    slice,
    add: (...added: readonly AuditView[]) => world.lines.push(...added),
    /** A line is written, and the page hears of it. */
    hear(line: AuditView) {
      world.lines.push(line);
      slice.received(line);
    },
    elsewhere: () => state.current.openedElsewhere.map(({ seq }) => seq),
  };
}

type Page = ReturnType<typeof openPage>;

describe('sessions that were opened elsewhere', () => {
  it('are those that come after the page first looked', async () => {
    const { slice, hear, elsewhere } = openPage({ own: 'browser 3', lines: [opened(1, 'browser 1'), auditLine(2)] });
    await slice.look();
    hear(auditLine(3));
    expect(elsewhere()).toEqual([]);
    hear(opened(4, 'browser 4'));
    expect(elsewhere()).toEqual([4]);
  });

  it.each([
    [
      'in what the page looks at first',
      async ({ slice, add }: Page) => {
        add(opened(2, 'browser 1'));
        await slice.look();
      },
    ],
    [
      'as an event before the first look is answered',
      async ({ slice, hear }: Page) => {
        const looking = slice.look();
        hear(opened(2, 'browser 1'));
        await looking;
      },
    ],
    [
      'as an event after it',
      async ({ slice, hear }: Page) => {
        await slice.look();
        hear(opened(2, 'browser 1'));
      },
    ],
  ])('leave out the one that this page opened: %s', async (_way, arrive) => {
    const page = openPage({ lines: [auditLine(1)] });
    await arrive(page);
    expect(page.elsewhere()).toEqual([]);
    page.hear(opened(3, 'browser 2'));
    expect(page.elsewhere()).toEqual([3]);
  });

  it('are told when they were opened in the very moment in which this page signed in', async () => {
    const { slice, hear, elsewhere } = openPage({ own: 'browser 2', lines: [auditLine(1)] });
    const looking = slice.look();
    for (const [seq, name] of [2, 3, 4].map((n) => [n, `browser ${n - 1}`] as const)) hear(opened(seq, name));
    await looking;
    expect(elsewhere()).toEqual([2, 4]);
  });

  it('are not swallowed where the own line is missing', async () => {
    const { slice, hear, elsewhere } = openPage({ lines: [auditLine(1)] });
    await slice.look();
    hear(opened(2, 'browser 2'));
    expect(elsewhere()).toEqual([2]);
  });

  it('are told once, however often the page looks', async () => {
    const { slice, hear, add, elsewhere } = openPage();
    await slice.look();
    hear(opened(1, 'browser 2'));
    slice.left();
    add(opened(2, 'browser 3'));
    await slice.look();
    slice.received(opened(2, 'browser 3'));
    await slice.look();
    expect(elsewhere()).toEqual([1, 2]);
  });

  it('leave out a second session that the same page opened later', async () => {
    const { world, slice, hear, elsewhere } = openPage({ lines: [opened(1, 'browser 1')] });
    await slice.look();
    slice.left();
    world.own = 'browser 2';
    hear(opened(2, 'browser 2'));
    await slice.look();
    expect(elsewhere()).toEqual([]);
  });

  it('are found behind however much happened while the page was away', async () => {
    const { slice, add, elsewhere } = openPage({ lines: [auditLine(1)] });
    await slice.look();
    slice.left();
    add(opened(2, 'browser 2'));
    add(...Array.from({ length: 1200 }, (_, index) => auditLine(index + 3)));
    await slice.look();
    expect(elsewhere()).toEqual([2]);
  });

  it('are found where the line that told of them did not arrive', async () => {
    const { slice, add, hear, elsewhere } = openPage({ lines: [auditLine(1)] });
    await slice.look();
    add(opened(2, 'browser 2'));
    hear(auditLine(3));
    await settle();
    expect(elsewhere()).toEqual([2]);
  });

  it('are told after a look that failed, with the next line', async () => {
    const { core, slice, hear, elsewhere } = openPage({ lines: [auditLine(1)] });
    await slice.look();
    slice.left();
    const { 'app.status': answer } = core.answers;
    core.answers['app.status'] = () => {
      throw new AppError('unavailable', 'Not now.');
    };
    await slice.look();
    hear(opened(2, 'browser 2'));
    await settle();
    expect(elsewhere()).toEqual([]);
    Object.assign(core.answers, { 'app.status': answer });
    hear(auditLine(3));
    await settle();
    expect(elsewhere()).toEqual([2]);
  });

  it('are never those of an earlier start of the app, whatever their names', async () => {
    const { slice, add, hear, elsewhere } = openPage({ lines: [opened(1, 'browser 1')] });
    await slice.look();
    slice.signedOut();
    add(opened(2, 'browser 2'), opened(3, 'browser 1'));
    await slice.look();
    expect(elsewhere()).toEqual([]);
    hear(opened(4, 'browser 2'));
    expect(elsewhere()).toEqual([4]);
  });

  it('are judged by who this page is now, not by an answer that came too late', async () => {
    const { world, slice, hear, elsewhere } = openPage({ lines: [auditLine(1)] });
    let answer = (): void => {};
    world.asking = new Promise((resolve) => {
      answer = resolve;
    });
    const late = slice.look();
    slice.signedOut();
    world.own = 'browser 2';
    world.asking = Promise.resolve();
    await slice.look();
    answer();
    await late;
    hear(opened(2, 'browser 2'));
    hear(opened(3, 'browser 1'));
    expect(elsewhere()).toEqual([3]);
  });
});
