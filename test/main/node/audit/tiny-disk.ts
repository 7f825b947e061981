import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TinyDisk {
  readonly folder: string;
  /** Uses up all space, or frees it again. */
  fill(isFull: boolean): Promise<void>;
  setReadOnly(isReadOnly: boolean): void;
  dispose(): Promise<void>;
}

/** A disk of its own that is full after some pages; needs the rights to mount. */
export async function createTinyDisk(): Promise<TinyDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'tiny-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', folder]);
  const ballast = join(folder, 'ballast');
  return {
    folder,
    async fill(isFull) {
      if (!isFull) return rm(ballast, { force: true });
      for (let size = 128 * 1024; size >= 4096; size -= 4096) {
        try {
          return await writeFile(ballast, Buffer.alloc(size));
        } catch {
          await rm(ballast, { force: true });
        }
      }
    },
    setReadOnly: (isReadOnly) => {
      execFileSync('mount', ['-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, folder]);
    },
    async dispose() {
      execFileSync('umount', ['-l', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
