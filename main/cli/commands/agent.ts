import { z } from 'zod';

import { agentKey, agentPause, agentsList } from '../../../app/contract/tools/command-tools.ts';
import { AppError } from '../../../app/kernel/errors.ts';
import { word, type Command, type Invocation } from '../command.ts';
import { table } from '../terminal.ts';

const PAUSE_USAGE = 'countersign agent pause NAME | --all';

export const agentCommands: readonly Command[] = [
  {
    name: 'agent list',
    usage: 'countersign agent list',
    summary: 'agents that were seen, and how many are connected',
    options: {},
    run: list,
  },
  {
    name: 'agent key',
    usage: 'countersign agent key NAME',
    summary: 'make a bearer key for an MCP client over HTTP; asks you in the app',
    options: {},
    run: key,
  },
  {
    name: 'agent pause',
    usage: PAUSE_USAGE,
    summary: 'stop an agent at once: its questions, its commands and what you had allowed; resume it in the app',
    options: { all: { type: 'boolean', summary: 'every agent, those that come later included' } },
    run: pause,
  },
];

async function list(invocation: Invocation): Promise<undefined> {
  const answer = agentsList.output.parse(await invocation.joined((client) => client.call(agentsList.name, {})));
  if (invocation.json) invocation.terminal.out(JSON.stringify(answer.agents));
  else if (answer.agents.length === 0) invocation.terminal.note('No agent was seen yet.');
  else {
    const rows = answer.agents.map((agent) => [
      agent.id,
      agent.kind,
      String(agent.connected),
      agent.last_seen ?? '',
      String(agent.keys),
      String(agent.shares),
      agent.paused ? 'paused' : '',
    ]);
    invocation.terminal.out(table([['AGENT', 'KIND', 'CONNECTED', 'LAST SEEN', 'KEYS', 'SHARES', ''], ...rows]));
  }
  return undefined;
}

async function pause(invocation: Invocation): Promise<undefined> {
  const { words, options, json, terminal } = invocation;
  const all = options['all'] === true;
  if (all && words.length > 0) {
    throw new AppError('bad_input', 'Name an agent or say --all, not both.', { next: `Usage: ${PAUSE_USAGE}` });
  }
  const input = all ? {} : { agent: word(invocation, 0, PAUSE_USAGE) };
  const ended = agentPause.output.parse(await invocation.joined((client) => client.call(agentPause.name, input)));
  const { questions, commands, grants } = ended;
  if (json) terminal.out(JSON.stringify({ questions, commands, grants }));
  else {
    terminal.note(`Paused. Ended: questions ${questions}, commands ${commands}, remembered answers ${grants}.`);
    terminal.note('Resume on the page Agents of the app.');
  }
  return undefined;
}

const made = z.object({ key: z.string(), ends: z.string() });

async function key(invocation: Invocation): Promise<undefined> {
  const agent = word(invocation, 0, 'countersign agent key NAME');
  const { key: text, ends } = made.parse(await invocation.joined((client) => client.call(agentKey.name, { agent })));
  if (invocation.json) invocation.terminal.out(JSON.stringify({ key: text, ends }));
  else {
    invocation.terminal.note(`Shown once. It ends on ${ends.slice(0, 10)}; send it as "Authorization: Bearer …".`);
    invocation.terminal.out(text);
  }
  return undefined;
}
