import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { field, isRecord, parseJson } from './json.mjs';
import { run } from './run.mjs';
import { SetupError, step } from './say.mjs';
import { digestOf, isStamped, stamp } from './stamps.mjs';

const LOCK = 'package-lock.json';
const PLATFORM = `${process.platform}-${process.arch}`;

/** @param {string} root */
const stampOf = (root) => join(root, 'node_modules', '.installed');
/** A folder shared between two systems holds the binaries of one, so the system is part of the stamp. @param {string} root */
const wanted = (root) => `${digestOf(root, [LOCK])} ${PLATFORM}`;

/** @param {string} root */
export const dependenciesAreInstalled = (root) => isStamped(stampOf(root), wanted(root));

/** Installs exactly what the lock file says, without running any package's install script. @param {string} root */
export async function installDependencies(root) {
  if (dependenciesAreInstalled(root)) return;
  if (!installedByHand(root)) {
    await step('Installing the dependencies (once)', () => npmCi(root));
  }
  stamp(stampOf(root), wanted(root));
}

/** @param {string} root */
async function npmCi(root) {
  const args = ['ci', '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund'];
  const npm = process.env['npm_execpath'];
  const byNpm = npm !== undefined && /npm-cli\.c?js$/.test(npm);
  const windows = process.platform === 'win32';
  const { status } = byNpm
    ? await run(process.execPath, [npm, ...args], { cwd: root, output: 'stderr' })
    : await run(windows ? 'npm.cmd' : 'npm', args, { cwd: root, output: 'stderr', shell: windows });
  if (status !== 0) throw new SetupError('The dependencies could not be installed: npm ci failed, see above.');
}

/**
 * After `npm install` by hand there is no stamp, though all is there: npm's own record of what it installed tells.
 * Without this a developer's folder would be wiped and filled again while other programs use it.
 * @param {string} root
 */
function installedByHand(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const have = packagesIn(record);
  const lock = packagesIn(join(root, LOCK));
  return Object.keys(lock).every((place) => {
    const wants = lock[place];
    if (place === '' || field(wants, 'link') === true) return true;
    // An optional one is absent where it fits another system; the record of this system cannot tell more.
    if (have[place] === undefined) return field(wants, 'optional') === true;
    return ['version', 'integrity'].every((name) => field(have[place], name) === field(wants, name));
  });
}

/** @param {string} file */
function packagesIn(file) {
  const packages = field(parseJson(readFileSync(file, 'utf8')), 'packages');
  return isRecord(packages) ? packages : {};
}
