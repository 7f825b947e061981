import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * One digest over names and contents of files and folders; a missing one counts too, so that its appearing is a change.
 * Content, not times: a checkout, a copy or a clock must not cause work.
 * @param {string} root
 * @param {readonly string[]} names relative to the root
 */
export function digestOf(root, names) {
  const hash = createHash('sha256');
  for (const name of names) {
    for (const file of filesIn(root, name)) {
      const content = existsSync(join(root, file)) ? readFileSync(join(root, file)) : Buffer.from('absent');
      hash.update(`${file}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

/** @param {string} file @param {string} digest */
export function isStamped(file, digest) {
  return existsSync(file) && readFileSync(file, 'utf8').trim() === digest;
}

/** @param {string} file @param {string} digest */
export function stamp(file, digest) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${digest}\n`);
}

/** @param {string} root @param {string} name @returns {string[]} */
function filesIn(root, name) {
  if (!existsSync(join(root, name)) || !statSync(join(root, name)).isDirectory()) return [name];
  return readdirSync(join(root, name))
    .toSorted()
    .flatMap((child) => filesIn(root, `${name}/${child}`));
}
