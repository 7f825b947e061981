import { describe, expect, it } from 'vitest';

import { noticesOf } from '../../../main/core/notices.ts';

const ALL_IS_WELL = { damagedState: [], auditDamage: null, auditBroken: false, foreignProgram: null, keyFile: false };
const codes = (found: Parameters<typeof noticesOf>[0]) => noticesOf(found).map(({ code }) => code);

describe('the lasting notices', () => {
  it('always say that nothing proves a person yet', () => {
    expect(codes(ALL_IS_WELL)).toEqual(['unprotected']);
  });

  it.each([
    [{ auditBroken: true }, 'audit_unavailable', undefined],
    [{ damagedState: ['shares'] }, 'state_damaged', 'shares'],
    [{ auditDamage: { month: '2026-11', line: 7, kind: 'mac' } }, 'audit_damaged', '2026-11, line 7: mac'],
    [{ foreignProgram: '/opt/bao' }, 'foreign_program', '/opt/bao'],
    [{ keyFile: true }, 'key_file', undefined],
  ])('tell of %j', (found, code, subject) => {
    const notice = noticesOf({ ...ALL_IS_WELL, ...found }).find((each) => each.code === code);
    expect(notice?.subject).toBe(subject);
    expect(notice).toBeDefined();
  });

  it('begin with what is worst', () => {
    const everything = {
      damagedState: ['agents', 'shares'],
      auditDamage: { month: '2026-11', line: 7, kind: 'mac' },
      auditBroken: true,
      foreignProgram: '/opt/bao',
      keyFile: true,
    };
    const kinds = noticesOf(everything).map(({ kind }) => kind);
    expect(kinds).toEqual(['danger', 'danger', 'danger', 'danger', 'warning', 'warning', 'info']);
  });
});
