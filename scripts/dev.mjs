import { join } from 'node:path';

import { appArguments } from './setup/node24.mjs';
import { prepare, ROOT } from './setup/prepare.mjs';
import { handOver } from './setup/run.mjs';
import { main } from './setup/say.mjs';

/** `npm run dev`: rebuilds what changes, restarts the core; the page is served by the core, so that its rules hold here too. */
await main(async () => {
  const { node, env } = await prepare({ build: true });
  const place = { cwd: ROOT, env };
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const serve = appArguments(ROOT, ['serve', ...process.argv.slice(2)]);
  const ends = [
    handOver(node, [vite, 'build', '--app', '--watch', '--logLevel', 'warn'], place),
    handOver(node, ['--watch', '--watch-preserve-output', ...serve], place),
  ];
  const code = await Promise.race(ends);
  // The other one gets the signal that ends this process.
  process.kill(process.pid, 'SIGTERM');
  return code;
});
