import path from 'node:path';

import envPaths from 'env-paths';

import { findBao } from '../../../../main/node/openbao/find-binary.ts';
import { type BaoPins, readBaoPins } from '../../../../main/node/openbao/pins.ts';

export const realPins = (): Promise<BaoPins> =>
  readBaoPins(path.join(import.meta.dirname, '../../../../assets/openbao.json'));

/** Path of a real `bao`: COUNTERSIGN_BAO, one on PATH, or the copy in the user's cache, fetched where it is absent. */
export async function realBao(): Promise<string> {
  const cacheFolder = envPaths('countersign', { suffix: '' }).cache;
  const found = await findBao(
    { log: { write: () => undefined } },
    { pins: await realPins(), cacheFolder, env: process.env },
  );
  return found.path;
}
