import { constants, lstatSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { inTurn } from '../../../app/kernel/in-turn.ts';
import { canonicalJson, type Json } from '../../../app/kernel/json.ts';
import type { Digests } from '../../../app/ports/crypto.ts';
import type { StateStore } from '../../../app/ports/state.ts';

import { ChangedFileError, openPlainFile } from './line-file.ts';
import { ensurePrivateFolder, hasCode, replaceFile } from './replace-file.ts';
import { stateFailure } from './state-failure.ts';

const NAME = /^[a-z][a-z0-9-]{0,63}$/;
/** The document that remembers how far each of the others has come, so that an older copy of one is noticed. */
const GENERATIONS = 'generations';
/** In it, and no name of a document: the generation up to which none counts any more. */
const FLOOR = '*';

const sealed = z.strictObject({
  generation: z.number().int().positive(),
  content: z.json(),
  mac: z.string(),
});
type Sealed = z.infer<typeof sealed>;

const generations = z.record(z.string(), z.number().int().positive());

export interface StateFilesOptions {
  readonly folder: string;
  readonly digests: Digests;
}

/** Opens `FOLDER/NAME.json` documents and checks each of them, so that `damaged` is complete at once. */
export async function createStateFiles({ folder, digests }: StateFilesOptions): Promise<StateStore> {
  try {
    const documents = new Documents(folder, digests);
    await documents.open();
    return documents;
  } catch (error) {
    throw stateFailure(error);
  }
}

class Documents implements StateStore {
  readonly #folder: string;
  readonly #digests: Digests;
  readonly #damaged = new Set<string>();
  readonly #seen = new Map<string, number>();
  /** One count for all documents, so that no copy of any of them can be newer than the whole. */
  #written = 0;
  #floor = 0;
  readonly #inTurn = inTurn();

  constructor(folder: string, digests: Digests) {
    this.#folder = folder;
    this.#digests = digests;
  }

  async open(): Promise<void> {
    const names = await this.#names();
    // Earlier versions kept it: together with those of the others, it would be an older state that fits.
    await rm(`${this.#pathOf(GENERATIONS)}.bak`, { force: true, recursive: true });
    const known = await this.#readSealed(GENERATIONS);
    if (known !== null) {
      const { [FLOOR]: floor = 0, ...seen } = generations.parse(known.content);
      for (const [name, generation] of Object.entries(seen)) this.#seen.set(name, generation);
      this.#written = Math.max(known.generation, ...Object.values(seen));
      this.#floor = floor;
      await this.#checkAll(names);
    } else if (names.length === 0) {
      this.#written = 1;
      await this.#writeGenerations();
    } else {
      await this.#distrust(names, 0);
    }
  }

  read(name: string): Promise<unknown> {
    return this.#alone(async () => (await this.#check(name))?.content ?? null);
  }

  write(name: string, content: unknown): Promise<void> {
    return this.#alone(async () => {
      const generation = this.#written + 1;
      await this.#writeSealed(name, generation, content);
      this.#written = generation;
      this.#seen.set(name, generation);
      // After the document: a crash in between leaves one that is newer than known, which is not suspect.
      await this.#writeGenerations();
    });
  }

  damaged(): readonly string[] {
    return [...this.#damaged].toSorted();
  }

  generation(): number {
    return this.#written;
  }

  mustHaveReached(generation: number): Promise<void> {
    return this.#alone(async () => {
      if (generation > this.#written) await this.#distrust(await this.#names(), generation);
    });
  }

  /** Nothing says which documents are the newest ones, so none counts until it is written again. */
  async #distrust(names: readonly string[], least: number): Promise<void> {
    const found = await Promise.all(names.map(async (name) => (await this.#readSealed(name))?.generation ?? 0));
    this.#damaged.add(GENERATIONS);
    this.#floor = Math.max(least, this.#written, ...found);
    this.#written = this.#floor;
    await this.#checkAll(names);
  }

  async #checkAll(names: readonly string[]): Promise<void> {
    for (const name of new Set([...names, ...this.#seen.keys()])) await this.#check(name);
  }

  async #check(name: string): Promise<Sealed | null> {
    const path = this.#pathOf(name);
    const seen = this.#seen.get(name) ?? 0;
    const found = await this.#readSealed(name);
    if (found !== null && found.generation >= seen && found.generation > this.#floor) {
      this.#seen.set(name, found.generation);
      this.#written = Math.max(this.#written, found.generation);
      return found;
    }
    if (seen > 0 || lstatSync(path, { throwIfNoEntry: false }) !== undefined) this.#damaged.add(name);
    return null;
  }

  async #names(): Promise<readonly string[]> {
    await ensurePrivateFolder(this.#folder);
    const files = await readdir(this.#folder);
    const names = files.flatMap((file) => /^([a-z][a-z0-9-]*)\.json$/.exec(file)?.[1] ?? []);
    return names.filter((name) => name !== GENERATIONS && NAME.test(name));
  }

  /** The document as it was written by this install; null where it is absent or anything else. */
  async #readSealed(name: string): Promise<Sealed | null> {
    const text = await readText(this.#pathOf(name));
    const parsed = sealed.safeParse(parseJson(text));
    if (!parsed.success) return null;
    const { generation, content, mac } = parsed.data;
    return this.#digests.equal(mac, this.#macOf({ name, generation, content })) ? parsed.data : null;
  }

  async #writeSealed(name: string, generation: number, content: unknown): Promise<void> {
    const path = this.#pathOf(name);
    const plain = z.json().parse(parseJson(JSON.stringify(content)));
    const mac = this.#macOf({ name, generation, content: plain });
    const text = `${JSON.stringify({ generation, content: plain, mac })}\n`;
    await replaceFile(path, text, name === GENERATIONS ? {} : { backup: `${path}.bak` });
  }

  async #writeGenerations(): Promise<void> {
    const floor = this.#floor === 0 ? {} : { [FLOOR]: this.#floor };
    await this.#writeSealed(GENERATIONS, this.#written, { ...Object.fromEntries(this.#seen), ...floor });
  }

  #macOf(document: { readonly name: string; readonly generation: number; readonly content: Json }): string {
    return this.#digests.keyed('state', canonicalJson({ ...document }));
  }

  #pathOf(name: string): string {
    if (!NAME.test(name)) throw new TypeError('Not a name of a state document.');
    return join(this.#folder, `${name}.json`);
  }

  #alone<R>(task: () => Promise<R>): Promise<R> {
    return this.#inTurn(task).catch((error: unknown) => {
      throw stateFailure(error);
    });
  }
}

/** Null where there is no plain file. What exists but cannot be read is a failure, never an absent document. */
async function readText(path: string): Promise<string | null> {
  try {
    const handle = await openPlainFile(path, constants.O_RDONLY);
    try {
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    const isAbsent = ['ENOENT', 'ELOOP', 'ENXIO'].some((code) => hasCode(error, code));
    if (isAbsent || error instanceof ChangedFileError) return null;
    throw error;
  }
}

function parseJson(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not ours, as a wrong MAC is.
    return undefined;
  }
}
