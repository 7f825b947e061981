import { startHeadless } from '../../headless/start-headless.ts';
import { openInBrowser } from '../../node/open-in-browser.ts';
import type { Command, Invocation } from '../command.ts';

export const serveCommand: Command = {
  name: 'serve',
  usage: 'countersign serve [--json] [--open]',
  summary: 'run the app without a desktop and print the address of its page',
  options: { open: { type: 'boolean', summary: 'open the page in the browser' } },
  run: serve,
};

async function serve(invocation: Invocation): Promise<number | undefined> {
  const { terminal, json, home } = invocation;
  const ended = untilSignal(); // From here on: one that comes while the app starts ends it as soon as it can be stopped.
  const running = await startHeadless({
    home,
    env: process.env,
    log: (line) => void process.stderr.write(line),
    ...(json ? {} : { say: (line: string) => terminal.note(line) }),
  });
  if (json) terminal.out(JSON.stringify(running.ready));
  else {
    terminal.out(`Countersign is open at  ${running.address}`);
    terminal.note('The code works once, for five minutes; `countersign open` makes another. Ctrl+C ends the app.');
    if (process.env['SSH_CONNECTION'] !== undefined) terminal.note(tunnelHint(running.address));
  }
  if (invocation.options['open'] === true) await openInBrowser(running.address);
  running.onTrouble(({ detail, next }) => terminal.note([detail, next].filter(Boolean).join(' ')));
  await ended;
  if (!json) terminal.note('Closing …');
  await running.stop();
  return undefined;
}

/**
 * The listeners stay: a group is signalled as a whole, and npm and the script around the app pass on what they got, so that
 * one wish to end comes several times. The later ones must not kill the app while it stops OpenBao.
 */
const untilSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });

function tunnelHint(address: string): string {
  const { port } = new URL(address);
  return `You are connected by SSH. On your own machine run  ssh -L ${port}:localhost:${port} <this host>  and open the address there.`;
}
