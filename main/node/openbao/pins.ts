import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';

import { z } from 'zod';

import { AppError } from '../../../app/kernel/errors.ts';

const platformPin = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().positive(),
  /** File name of the release archive. */
  archive: z.string(),
  wheelTag: z.string(),
});

const baoPins = z.object({
  version: z.string(),
  licence: z.string(),
  notice: z.string(),
  source: z.url(),
  /** Folder of the release archives; ends with a slash. */
  release: z.url(),
  wheel: z.object({ requirement: z.string(), folder: z.string() }),
  platforms: z.record(z.string(), platformPin),
});
export type PlatformPin = z.infer<typeof platformPin>;
/** The one version of OpenBao that Countersign fetches, with the digest of its binary on each platform. */
export type BaoPins = z.infer<typeof baoPins>;

/** `file` is `assets/openbao.json`, wherever the build put it. */
export async function readBaoPins(file: string): Promise<BaoPins> {
  return baoPins.parse(JSON.parse(await readFile(file, 'utf8')));
}

/** Through one buffer: a stream would leave the whole binary as garbage in memory for as long as nothing else needs it. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(1 << 20);
  const file = await open(path);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

export const digestRefusal = (path: string, expected: string, found: string): AppError =>
  new AppError('bao_refused', `${path} is not the OpenBao expected: its SHA-256 is ${found}, pinned is ${expected}.`, {
    next: 'Delete that file and start again to fetch a fresh copy, or set COUNTERSIGN_BAO to a bao binary you trust.',
  });
