import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import envPaths from 'env-paths';

import { AppError } from '../../app/kernel/errors.ts';
import { findBao } from '../../main/node/openbao/find-binary.ts';
import { readBaoPins } from '../../main/node/openbao/pins.ts';
import { main, SetupError } from './say.mjs';

/** Prints the path of the `bao` for the tests, found or fetched as the app does it. Runs on Node 24, which reads the app's sources. */
await main(async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const pins = await readBaoPins(join(root, 'assets/openbao.json'));
  const { cache } = envPaths('countersign', { suffix: '' });
  try {
    const found = await findBao({ log: { write() {} } }, { pins, cacheFolder: cache, env: process.env });
    process.stdout.write(`${found.path}\n`);
    return 0;
  } catch (error) {
    if (error instanceof AppError) throw new SetupError([error.message, error.next].join(' ').trim());
    throw error;
  }
});
