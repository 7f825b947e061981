import { constants, lstatSync, writeSync, type BigIntStats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

import { ensurePrivateFolder, syncFolder } from './replace-file.ts';

const NEWLINE = 0x0a;

/** The file is not as this process left it. */
export class ChangedFileError extends Error {
  override readonly name = 'ChangedFileError';
}

interface Opened {
  readonly handle: FileHandle;
  readonly identity: string;
}

/**
 * A file of lines that this process appends to. It notices when the file was replaced, removed, cut or written by
 * someone else, and never leaves a part of a line in front of the next.
 */
export class LineFile {
  readonly path: string;
  #opened: Opened | null = null;
  #size = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** Whole lines with their line breaks; durable once resolved, absent once rejected. */
  async append(lines: string): Promise<void> {
    const { handle } = await this.#open();
    const bytes = Buffer.from(lines);
    try {
      let written = 0;
      // Into the system's cache at once: only the sync is worth a trip to another thread.
      while (written < bytes.length) written += writeSync(handle.fd, bytes, written);
      await handle.datasync();
      this.#size += bytes.length;
    } catch (error) {
      await this.#undo(handle);
      throw error;
    }
  }

  /** The next append looks at the file anew. */
  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    await opened?.handle.close();
  }

  async #open(): Promise<Opened> {
    const known = this.#opened;
    if (known === null) return this.#openAnew();
    const now = lstatSync(this.path, { bigint: true, throwIfNoEntry: false });
    if (now !== undefined && identityOf(now) === known.identity && Number(now.size) === this.#size) return known;
    await this.close();
    throw new ChangedFileError('The file was changed by something else.');
  }

  async #openAnew(): Promise<Opened> {
    await ensurePrivateFolder(dirname(this.path));
    const handle = await openPlainFile(this.path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
    try {
      const stats = await handle.stat({ bigint: true });
      if ((stats.mode & 0o077n) !== 0n) await handle.chmod(0o600);
      this.#size = Number(stats.size);
      if (this.#size === 0) await syncFolder(dirname(this.path));
      else await refuseTornEnd(handle, this.#size);
      this.#opened = { handle, identity: identityOf(stats) };
      return this.#opened;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Takes back what a failed write left. If that fails too, the next look at the file finds a torn end. */
  async #undo(handle: FileHandle): Promise<void> {
    try {
      await handle.truncate(this.#size);
      await handle.datasync();
    } catch {
      // The first failure is the one to tell; this one shows at the next append.
    }
    await this.close().catch(() => undefined);
  }
}

/** Opens what is a plain file and nothing else: no link is followed, and a pipe in its place holds nobody up. */
export async function openPlainFile(path: string, flags: number): Promise<FileHandle> {
  const handle = await open(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o600);
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new ChangedFileError('There is something else in the place of the file.');
}

async function refuseTornEnd(handle: FileHandle, size: number): Promise<void> {
  const end = Buffer.alloc(1);
  await handle.read(end, 0, 1, size - 1);
  if (end[0] !== NEWLINE) throw new ChangedFileError('The last line is not complete.');
}

const identityOf = ({ dev, ino }: BigIntStats): string => `${dev}:${ino}`;

export interface Lines {
  readonly lines: readonly string[];
  /** What follows the last line break, if anything. */
  readonly torn: Buffer | null;
}

/** The bytes of a file as lines without their line breaks. */
export function splitLines(content: Buffer): Lines {
  const end = content.lastIndexOf(NEWLINE) + 1;
  const lines = content.toString('utf8', 0, end).split('\n');
  lines.pop();
  return { lines, torn: end === content.length ? null : content.subarray(end) };
}
