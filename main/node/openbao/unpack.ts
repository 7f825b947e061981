import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import { Unzip, UnzipInflate } from 'fflate';
import { parseTar } from 'nanotar';

interface Unpacking {
  readonly archive: string;
  /** Where an entry of this name goes; null leaves it out. */
  readonly place: (entry: string) => string | null;
  /** No entry may be larger: an archive cannot fill the disk. */
  readonly maxBytes: number;
}

/** Takes single files out of a `.tar.gz`, or of a zip by any other name (wheels are zips). */
export const unpack = (job: Unpacking): Promise<void> =>
  job.archive.endsWith('.tar.gz') ? unpackTar(job) : unpackZip(job);

const SLACK_FOR_OTHER_ENTRIES = 16 << 20;

async function unpackTar({ archive, place, maxBytes }: Unpacking): Promise<void> {
  const packed = await readFile(archive);
  const tar = await promisify(gunzip)(packed, { maxOutputLength: maxBytes + SLACK_FOR_OTHER_ENTRIES });
  // nanotar reads the memory behind its input from the very start, so the input must be all of it.
  const whole = tar.byteLength === tar.buffer.byteLength ? tar : new Uint8Array(tar);
  for (const entry of parseTar(whole)) {
    const target = entry.type === 'file' ? place(entry.name) : null;
    if (target === null || entry.data === undefined) continue;
    if (entry.size > maxBytes) throw new RangeError('An entry of the archive is larger than expected.');
    await writeFile(target, entry.data);
  }
}

interface OpenEntry {
  readonly target: string;
  pending: Uint8Array[];
  size: number;
}

/** Streams in pieces, so that unpacking 180 MB neither blocks the event loop nor fills the memory. */
async function unpackZip({ archive, place, maxBytes }: Unpacking): Promise<void> {
  const entries: OpenEntry[] = [];
  const failures: Error[] = [];
  const unzip = new Unzip((file) => {
    const target = place(file.name);
    if (target === null) return;
    const entry: OpenEntry = { target, pending: [], size: 0 };
    entries.push(entry);
    file.ondata = (error, chunk) => {
      // The declared type says that there always is a chunk and never an error; both are not so.
      if (error instanceof Error) failures.push(error);
      else entry.pending.push(chunk);
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  const handles = new Map<string, FileHandle>();
  try {
    for await (const chunk of createReadStream(archive)) {
      if (!(chunk instanceof Uint8Array)) continue;
      unzip.push(chunk);
      await flush({ entries, failures, handles, maxBytes });
    }
    unzip.push(new Uint8Array(0), true);
    await flush({ entries, failures, handles, maxBytes });
  } finally {
    for (const handle of handles.values()) await handle.close();
  }
}

interface Flush {
  readonly entries: readonly OpenEntry[];
  readonly failures: readonly Error[];
  readonly handles: Map<string, FileHandle>;
  readonly maxBytes: number;
}

async function flush({ entries, failures, handles, maxBytes }: Flush): Promise<void> {
  const [failure] = failures;
  if (failure !== undefined) throw failure;
  for (const entry of entries) {
    const handle = handles.get(entry.target) ?? (await open(entry.target, 'w', 0o600));
    handles.set(entry.target, handle);
    for (const chunk of entry.pending) {
      entry.size += chunk.length;
      if (entry.size > maxBytes) throw new RangeError('An entry of the archive is larger than expected.');
      await handle.appendFile(chunk);
    }
    entry.pending = [];
  }
}
