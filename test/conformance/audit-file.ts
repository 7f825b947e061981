import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { AuditFile } from '../../app/ports/audit-file.ts';

export interface AuditFileSubject {
  readonly file: AuditFile;
  /** Puts bytes behind what a month holds, as a crash in the middle of a write leaves them. */
  tear(month: string, bytes: string): Promise<void>;
  /** From now on nothing more can be written, or again. */
  fail(isFailing: boolean): Promise<void>;
  /** The same file as a new start of the app sees it. */
  reopen(): Promise<AuditFile>;
  dispose(): Promise<void>;
}

const M = '2026-11';

/** What every audit file promises, on disk or in memory. */
export function auditFileConformance(name: string, open: () => Promise<AuditFileSubject>): void {
  describe(`audit file: ${name}`, () => {
    let subject: AuditFileSubject;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.dispose());

    it('begins with no months, and an unknown month is empty', async () => {
      expect(await subject.file.months()).toEqual([]);
      expect(await subject.file.read(M)).toEqual({ lines: [], torn: null });
      expect(await subject.file.setTornAside(M)).toBe(0);
    });

    it('gives back lines byte for byte, in the order of the calls', async () => {
      const lines = Array.from({ length: 300 }, (_, index) => `{"n":${index},"t":"é\u{1F600} "}`);
      await Promise.all(lines.map((line) => subject.file.append(M, line)));
      expect(await subject.file.read(M)).toEqual({ lines, torn: null });
    });

    it('keeps months apart and lists them oldest first', async () => {
      await Promise.all([
        subject.file.append('2026-11', 'a'),
        subject.file.append('2026-12', 'b'),
        subject.file.append('2026-12', 'c'),
        subject.file.append('2026-02', 'd'),
      ]);
      expect(await subject.file.months()).toEqual(['2026-02', '2026-11', '2026-12']);
      expect(await subject.file.read('2026-12')).toEqual({ lines: ['b', 'c'], torn: null });
    });

    it('shows a line to a reader as soon as it was acknowledged, also after a restart', async () => {
      await subject.file.append(M, 'one');
      await subject.file.append(M, 'two');
      expect((await (await subject.reopen()).read(M)).lines).toEqual(['one', 'two']);
    });

    it('shows a torn end apart, refuses to append behind it, and goes on once it was set aside', async () => {
      await subject.file.append(M, 'whole');
      await subject.tear(M, '{"half":"é');
      const file = await subject.reopen();
      expect(await file.read(M)).toEqual({ lines: ['whole'], torn: '{"half":"é' });
      await expect(file.append(M, 'next')).rejects.toMatchObject({ code: 'audit_unavailable' });
      expect(await file.setTornAside(M)).toBe(Buffer.byteLength('{"half":"é'));
      await file.append(M, 'next');
      expect(await file.read(M)).toEqual({ lines: ['whole', 'next'], torn: null });
      expect(await file.months()).toEqual([M]);
    });

    it('fails with its code, leaves nothing of what failed, and works again afterwards', async () => {
      await subject.file.append(M, 'before');
      await subject.fail(true);
      const results = await Promise.allSettled(['x', 'y', 'z'].map((line) => subject.file.append(M, line)));
      for (const result of results) {
        expect(result).toMatchObject({ status: 'rejected', reason: { code: 'audit_unavailable' } });
      }
      await subject.fail(false);
      // The first attempt may be the one that finds out that the file can be used again.
      await subject.file.append(M, 'after').catch(() => subject.file.append(M, 'after'));
      expect(await subject.file.read(M)).toEqual({ lines: ['before', 'after'], torn: null });
    });

    it('lets no line pass one that failed before it', async () => {
      await subject.file.append(M, 'before');
      await subject.fail(true);
      const first = subject.file.append(M, 'fails').catch((error: { code: string }) => error.code);
      const second = subject.file.append('2026-12', 'behind').catch((error: { code: string }) => error.code);
      expect(await Promise.all([first, second])).toEqual(['audit_unavailable', 'audit_unavailable']);
      await subject.fail(false);
      expect(await subject.file.read('2026-12')).toEqual({ lines: [], torn: null });
    });
  });
}
