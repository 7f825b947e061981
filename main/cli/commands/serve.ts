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
  const running = await startHeadless({
    home,
    env: process.env,
    log: (line) => void process.stderr.write(line),
    ...(json ? {} : { say: (line: string) => terminal.note(line) }),
  });
  const ended = untilSignal();
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

const untilSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });

function tunnelHint(address: string): string {
  const { port } = new URL(address);
  return `You are connected by SSH. On your own machine run  ssh -L ${port}:localhost:${port} <this host>  and open the address there.`;
}
