import { describe, expect, it } from 'vitest';

import { createSessionsSlice, type SessionsSlice } from '../../../../renderer/features/sessions/sessions-slice.ts';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');

const line = (seq: number, ms: number, action = 'session') => ({
  seq,
  time: new Date(NOON + ms).toISOString(),
  action,
});

function open(openedAt: number | null) {
  const signedIn = { at: openedAt };
  const state: { current: SessionsSlice } = { current: undefined as never };
  state.current = createSessionsSlice(() => signedIn.at, {
    get: () => state.current,
    set: (patch) => {
      state.current = { ...state.current, ...patch };
    },
  });
  return {
    slice: state.current,
    signedIn,
    elsewhere: () => state.current.openedElsewhere.map(({ seq }) => seq),
  };
}

describe('sessions that were opened elsewhere', () => {
  it('are those that come after the page first looked', () => {
    const { slice, elsewhere } = open(null);
    slice.looked([line(2, -1000), line(1, -2000)]);
    slice.received(line(3, 0, 'vault_set'));
    expect(elsewhere()).toEqual([]);
    slice.received(line(4, 0));
    expect(elsewhere()).toEqual([4]);
  });

  it.each([
    ['in what the page looks at first', (slice: SessionsSlice) => slice.looked([line(2, 400), line(1, -90_000)])],
    [
      'as an event before the first look is answered',
      (slice: SessionsSlice) => {
        slice.received(line(2, 400));
        slice.looked([line(1, -90_000)]);
      },
    ],
    [
      'as an event after it',
      (slice: SessionsSlice) => {
        slice.looked([line(1, -90_000)]);
        slice.received(line(2, 400));
      },
    ],
  ])('leave out the one that this page opened: %s', (_way, arrive) => {
    const { slice, elsewhere } = open(NOON);
    arrive(slice);
    expect(elsewhere()).toEqual([]);
    slice.received(line(3, 500));
    expect(elsewhere()).toEqual([3]);
  });

  it('are told when they were opened in the very moment in which this page signed in', () => {
    const { slice, elsewhere } = open(NOON);
    slice.looked([line(8, 300), line(7, 200), line(1, -90_000)]);
    expect(elsewhere()).toEqual([8]);
  });

  it('are not swallowed where the own line is missing', () => {
    const { slice, elsewhere } = open(NOON);
    slice.looked([line(1, -90_000)]);
    slice.received(line(2, 60_000));
    expect(elsewhere()).toEqual([2]);
  });

  it('are told once, however often the lines are looked at', () => {
    const { slice, elsewhere } = open(null);
    slice.looked([]);
    slice.received(line(1, 0));
    slice.looked([line(2, 5000), line(1, 0)]);
    slice.looked([line(2, 5000), line(1, 0)]);
    expect(elsewhere()).toEqual([1, 2]);
  });

  it('leave out a second session that the same page opened later', () => {
    const { slice, signedIn, elsewhere } = open(NOON);
    slice.looked([line(1, 0)]);
    signedIn.at = NOON + 60_000;
    slice.looked([line(2, 60_100), line(1, 0)]);
    expect(elsewhere()).toEqual([]);
  });
});
