import { z } from 'zod';

import { agentKey, agentsList } from '../../../app/contract/tools/command-tools.ts';
import { word, type Command, type Invocation } from '../command.ts';
import { table } from '../terminal.ts';

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
    ]);
    invocation.terminal.out(table([['AGENT', 'KIND', 'CONNECTED', 'LAST SEEN', 'KEYS', 'SHARES'], ...rows]));
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
