import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const ROOT = join(import.meta.dirname, '../..');

/** A module of `scripts/`, which is plain JavaScript so that it runs before anything is installed. */
export async function loadScript<T>(file: string): Promise<T> {
  return (await import(/* @vite-ignore */ pathToFileURL(join(ROOT, 'scripts', file)).href)) as T;
}
