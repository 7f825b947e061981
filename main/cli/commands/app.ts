import { appInfo, uiCode } from '../../../app/contract/tools/command-tools.ts';
import type { DemoStep } from '../../../app/contract/ui/status.ts';
import { ERROR_TABLE } from '../../../app/kernel/errors.ts';
import { runDemo } from '../../node/demo/demo-client.ts';
import { openInBrowser } from '../../node/open-in-browser.ts';
import { installedVersion, shimCommand } from '../../node/installation.ts';
import type { Command, Invocation } from '../command.ts';

export const appCommands: readonly Command[] = [
  {
    name: 'open',
    usage: 'countersign open [--print]',
    summary: 'open the app in the browser with a new one-time code',
    options: { print: { type: 'boolean', summary: 'print the address instead of opening it' } },
    run: open,
  },
  { name: 'status', usage: 'countersign status', summary: 'what runs, and where', options: {}, run: status },
  {
    name: 'demo',
    usage: 'countersign demo',
    summary: 'a small real MCP client that asks to store a secret and to use it',
    options: {},
    run: demo,
  },
];

async function open(invocation: Invocation): Promise<undefined> {
  const { url } = uiCode.output.parse(await invocation.joined((client) => client.call(uiCode.name, {})));
  if (invocation.json) invocation.terminal.out(JSON.stringify({ url }));
  else if (invocation.options['print'] === true || !(await openInBrowser(url))) invocation.terminal.out(url);
  return undefined;
}

async function status(invocation: Invocation): Promise<undefined> {
  const info = appInfo.output.parse(await invocation.joined((client) => client.call(appInfo.name, {})));
  if (invocation.json) {
    invocation.terminal.out(JSON.stringify(info));
    return undefined;
  }
  const { server } = info;
  const lines = [
    `Countersign ${info.version}, process ${info.pid}`,
    `home      ${info.home}`,
    `app       ${info.ui}`,
    `MCP       ${info.mcp}`,
    `vault     ${[server.product, server.version, server.address].filter(Boolean).join(' ')}: ${server.state}`,
    ...(server.detail === undefined || server.state === 'ready' ? [] : [`          ${server.detail}`]),
    ...(server.next === undefined ? [] : [`          ${server.next}`]),
    `waiting   ${info.pending} ${info.pending === 1 ? 'question' : 'questions'} for you`,
    `agents    ${info.agents}`,
  ];
  invocation.terminal.out(lines.join('\n'));
  return undefined;
}

const SAID: Readonly<Record<DemoStep['step'], string>> = {
  connected: 'Connected over MCP, as any client would.',
  asked_to_store: 'Asked to store demo/development. Now approve or deny it in Countersign.',
  stored: 'Stored. The value lies in OpenBao; this client never saw it.',
  asked_to_run: 'Asked to run a command that uses it. Approve or deny it in Countersign.',
  ran: 'The command ran with the secret. This is all the agent sees of its output:',
  denied: 'You said no, so nothing happened. This is what the agent is told:',
  failed: 'This did not work:',
  finished: 'Done.',
};

/** As those of the errors that ended it. */
const EXIT_CODES = {
  finished: 0,
  denied: ERROR_TABLE.denied.exit,
  expired: ERROR_TABLE.expired.exit,
  failed: 1,
} as const;

async function demo(invocation: Invocation): Promise<number | undefined> {
  await invocation.joined(async () => undefined); // Fails early, with what helps, where no app runs.
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once('SIGINT', end);
  const outcome = await runDemo({
    command: shimCommand(),
    version: installedVersion(),
    env: { ...process.env, COUNTERSIGN_HOME: invocation.home },
    cwd: process.cwd(),
    signal: stop.signal,
    onStep: ({ step, text }) => {
      if (invocation.json) invocation.terminal.out(JSON.stringify({ step, text }));
      else invocation.terminal.out(text === undefined ? SAID[step] : `${SAID[step]}\n    ${text.trim()}`);
    },
  });
  process.off('SIGINT', end);
  return EXIT_CODES[outcome];
}
