import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { printTable, readRows } from './testing/bench-table.mjs';
import { prepare, ROOT } from './setup/prepare.mjs';
import { run } from './setup/run.mjs';
import { main, say, SetupError } from './setup/say.mjs';
import { findTestBao } from './setup/test-bao.mjs';

const FOLDER = 'test/bench';

/** `npm run bench [name …]`: runs test/bench/<name>.ts, all of them by default, and prints their rows as one table. */
await main(async () => {
  const wanted = process.argv.slice(2);
  const all = readdirSync(join(ROOT, FOLDER)).filter((file) => file.endsWith('.ts'));
  const files = all.filter((file) => wanted.length === 0 || wanted.includes(nameOf(file)));
  if (files.length === 0)
    throw new SetupError(`No such bench. There are: ${all.map((file) => nameOf(file)).join(', ')}`);

  const { node, env } = await prepare({ build: true });
  const bao = await findTestBao({ root: ROOT, node, env });
  const place = { cwd: ROOT, env: bao === null ? env : { ...env, COUNTERSIGN_BAO: bao } };
  const rows = [];
  let broken = 0;
  for (const file of files.toSorted()) {
    say(`${nameOf(file)} …`);
    const { status, output } = await run(node, [join(ROOT, FOLDER, file)], { ...place, output: 'keep' });
    if (status !== 0) {
      broken += 1;
      say(output.trimEnd());
    }
    rows.push(...readRows(nameOf(file), output));
  }
  printTable(rows);
  return broken === 0 ? 0 : 1;
});

/** @param {string} file */
function nameOf(file) {
  return file.replace(/\.ts$/, '');
}
