import { chooseShell, electronDownload } from './setup/desktop.mjs';
import { appArguments } from './setup/node24.mjs';
import { prepare, ROOT } from './setup/prepare.mjs';
import { handOver } from './setup/run.mjs';
import { main, say } from './setup/say.mjs';

/** `npm start`: all the set-up a fresh clone needs, then the app. Runs on the Node that is there, with built-ins only. */
await main(async () => {
  const { node, env } = await prepare({ build: true });
  const fetchElectron = electronDownload({ root: ROOT, node, env });
  const shell = await chooseShell({ root: ROOT, env, platform: process.platform, fetchElectron });
  const rest = process.argv.slice(2);
  if (shell.kind === 'desktop') return handOver(shell.electron, [shell.entry, ...rest], { cwd: ROOT, env });
  say(shell.why);
  return handOver(node, appArguments(ROOT, ['serve', ...rest]), { cwd: ROOT, env });
});
