import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from './setup/run.mjs';
import { main, SetupError } from './setup/say.mjs';

/** Far below what there is, far above what a cruiser finds that cannot parse: that one reports no violation in no module. */
const FEWEST_MODULES = 40;
const FOLDERS = ['app', 'main', 'renderer', 'test'];

/** `npm run deps [folder]`: the layer rules, over this folder or another one laid out alike. */
await main(async () => {
  const own = dirname(dirname(fileURLToPath(import.meta.url)));
  const root = process.argv[2] ?? own;
  const cruiser = join(own, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const folders = FOLDERS.filter((folder) => existsSync(join(root, folder)));
  const args = [cruiser, ...folders, '--config', join(own, '.dependency-cruiser.cjs'), '--no-progress'];
  const { status, output } = await run(process.execPath, args, { cwd: root, output: 'keep' });
  process.stdout.write(output);
  if (status !== 0) return 1;
  const cruised = Number(/\((\d+) modules/.exec(output)?.[1] ?? 0);
  if (cruised < FEWEST_MODULES) {
    throw new SetupError(
      `Only ${cruised} modules were looked at, so this proves nothing; ${FEWEST_MODULES} are the least.`,
    );
  }
  return 0;
});
