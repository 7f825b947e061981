import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import { SetupError } from './say.mjs';

const MAJOR = 24;

/**
 * The Node that runs Countersign: the one that came with the dependencies, else this one when it is new enough.
 * @param {string} root
 */
export function findNode(root) {
  const windows = process.platform === 'win32';
  const folder = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  const own = join(root, 'node_modules', folder, 'bin', windows ? 'node.exe' : 'node');
  if (existsSync(own)) return own;
  if (Number.parseInt(process.versions.node, 10) >= MAJOR) return process.execPath;
  throw new SetupError(
    `Countersign needs Node ${MAJOR} or newer, which npm does not bring for this system; this is ${process.versions.node}. Install it from https://nodejs.org and start again.`,
  );
}

/**
 * What a child needs so that it, and whatever it starts, finds that Node and the installed commands.
 * @param {string} root @param {string} node @returns {NodeJS.ProcessEnv}
 */
export function environmentFor(root, node) {
  const path = [dirname(node), join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  return { ...process.env, PATH: path };
}

/**
 * Arguments for Node that start the built app. Young objects get little room, old ones an end that the engine heeds early: with
 * its own figures the app grows by 100 MiB under load, and is no faster for it.
 * @param {string} root
 * @param {readonly string[]} rest
 */
export const appArguments = (root, rest) => [
  '--max-semi-space-size=4',
  '--max-old-space-size=1024',
  join(root, 'build', 'main', 'cli.js'),
  ...rest,
];
