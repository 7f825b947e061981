import { chmodSync, lstatSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TARGET = '../../bin/countersign.cjs';
const WINDOWS_SHIM = '@node "%~dp0\\..\\..\\bin\\countersign.cjs" %*\r\n';

/** @param {string} root */
const linkOf = (root) =>
  join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'countersign.cmd' : 'countersign');

/** @param {string} root */
export function isLinked(root) {
  try {
    return process.platform === 'win32'
      ? readFileSync(linkOf(root), 'utf8') === WINDOWS_SHIM
      : readlinkSync(linkOf(root)) === TARGET;
  } catch {
    // Absent, or something else in its place: either way it is to be made.
    return false;
  }
}

/** npm links the commands of dependencies, not the package's own: this makes `npx countersign` work in the clone. @param {string} root */
export function linkCommand(root) {
  if (isLinked(root)) return;
  const link = linkOf(root);
  if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) rmSync(link);
  if (process.platform === 'win32') {
    writeFileSync(link, WINDOWS_SHIM);
    return;
  }
  symlinkSync(TARGET, link);
  chmodSync(join(root, 'bin', 'countersign.cjs'), 0o755);
}
