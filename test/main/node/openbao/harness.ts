import { rm } from 'node:fs/promises';

import { onTestFinished } from 'vitest';

import type { EmbeddedBao } from '../../../../main/node/openbao/embedded-bao.ts';
import { makeFolder, type Setup, unmanagedBao } from './unmanaged-bao.ts';

/** Removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await makeFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Stopped when the test ends. */
export async function embeddedBao(setup: Setup): Promise<EmbeddedBao> {
  const bao = await unmanagedBao(setup);
  onTestFinished(() => bao.stop());
  return bao;
}
