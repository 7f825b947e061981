import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { buildApp, isBuilt } from './build.mjs';
import { isLinked, linkCommand } from './command-link.mjs';
import { dependenciesAreInstalled, installDependencies } from './dependencies.mjs';
import { underLock } from './lock.mjs';
import { environmentFor, findNode } from './node24.mjs';
import { say } from './say.mjs';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Brings the clone to where the app can run, and says with which Node. Does nothing where nothing is to be done; where
 * two start at once, one works and the other waits for it.
 * @param {{ build: boolean }} options
 * @returns {Promise<{ node: string, env: NodeJS.ProcessEnv }>}
 */
export async function prepare({ build }) {
  if (!isReady(build)) {
    const folder = join(ROOT, 'build', '.setup-lock');
    mkdirSync(dirname(folder), { recursive: true });
    const onWait = () => say('Another start is setting up this folder: waiting for it …');
    await underLock(folder, () => setUp(build), { onWait });
  }
  const node = findNode(ROOT);
  return { node, env: environmentFor(ROOT, node) };
}

/** @param {boolean} build */
const isReady = (build) => dependenciesAreInstalled(ROOT) && isLinked(ROOT) && (!build || isBuilt(ROOT));

/** @param {boolean} build */
async function setUp(build) {
  await installDependencies(ROOT);
  linkCommand(ROOT);
  if (build) await buildApp(ROOT, findNode(ROOT));
}
