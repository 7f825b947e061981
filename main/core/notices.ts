import type { AppStatus } from '../../app/contract/ui/status.ts';

export type Notice = AppStatus['notices'][number];

/** Lasting notices, most important first: pure, so that a table can test it. */
export function noticesOf(found: {
  readonly damagedState: readonly string[];
  readonly auditDamage: { readonly month: string; readonly line: number; readonly kind: string } | null;
  readonly auditBroken: boolean;
  readonly foreignProgram: string | null;
  readonly keyFile: boolean;
}): Notice[] {
  return [
    ...(found.auditBroken ? [{ id: 'audit', kind: 'danger', code: 'audit_unavailable' } as const] : []),
    ...found.damagedState.map(
      (name) => ({ id: `state-${name}`, kind: 'danger', code: 'state_damaged', subject: name }) as const,
    ),
    ...(found.auditDamage === null
      ? []
      : [
          {
            id: 'audit-damage',
            kind: 'danger',
            code: 'audit_damaged',
            subject: `${found.auditDamage.month}, line ${found.auditDamage.line}: ${found.auditDamage.kind}`,
          } as const,
        ]),
    ...(found.foreignProgram === null
      ? []
      : [{ id: 'program', kind: 'warning', code: 'foreign_program', subject: found.foreignProgram } as const]),
    { id: 'unprotected', kind: 'warning', code: 'unprotected' },
    ...(found.keyFile ? [{ id: 'key-file', kind: 'info', code: 'key_file' } as const] : []),
  ];
}
