import { z } from 'zod';

import { vaultGet, vaultList, vaultSet } from '../../../app/contract/tools/vault-tools.ts';
import { AppError } from '../../../app/kernel/errors.ts';
import type { CommandClient, ToolAnswer } from '../command-client.ts';
import { textOption, word, type Command, type Invocation } from '../command.ts';
import { table } from '../terminal.ts';

const SHORTEST = 8;
const LONGEST = 512;

const GENERATE = {
  generate: { type: 'boolean', summary: 'make a random value that nobody sees' },
  length: { type: 'string', value: 'N', summary: `its length, ${SHORTEST} to ${LONGEST} (default 32)` },
} as const;

const storeUsage = (verb: 'create' | 'update'): string =>
  `countersign secret ${verb} APP/ENVIRONMENT/NAME [--generate [--length N]]`;

const changes = z.object({
  version: z.number().optional(),
  changes: z.object({ added: z.array(z.string()), changed: z.array(z.string()) }),
});

const listed = z.object({
  entries: z.array(
    z.object({ path: z.string(), keys: z.array(z.string()).optional(), version: z.number().optional() }),
  ),
  cursor: z.string().optional(),
});

const looked = z.object({
  keys: z.array(z.string()),
  versions: z.array(
    z.object({
      version: z.number(),
      created_at: z.string(),
      deleted_at: z.string().optional(),
      destroyed: z.boolean(),
    }),
  ),
});

export const secretCommands: readonly Command[] = [
  {
    name: 'secret list',
    usage: 'countersign secret list [PATH]',
    summary: 'names of shared secrets and their keys',
    options: {},
    run: list,
  },
  {
    name: 'secret create',
    usage: storeUsage('create'),
    summary: 'store a new key; the value comes from a prompt or standard input',
    options: GENERATE,
    run: (invocation) => store(invocation, 'create'),
  },
  {
    name: 'secret update',
    usage: storeUsage('update'),
    summary: 'change the value of a key',
    options: GENERATE,
    run: (invocation) => store(invocation, 'update'),
  },
  {
    name: 'secret history',
    usage: 'countersign secret history APP/ENVIRONMENT',
    summary: 'versions of a shared secret',
    options: {},
    run: history,
  },
];

type Listed = z.output<typeof listed>['entries'][number];

async function list(invocation: Invocation): Promise<undefined> {
  const top = invocation.words[0] ?? '';
  const all = await invocation.joined((client) => everyPage(client, `shared:${top}`));
  if (invocation.json) invocation.terminal.out(JSON.stringify(all));
  else if (all.length === 0) invocation.terminal.note(nothingBelow(top));
  else {
    const rows = all.map(({ path, keys = [], version }) => [path, keys.join(' '), String(version ?? '')]);
    invocation.terminal.out(table([['SECRET', 'KEYS', 'VERSION'], ...rows]));
  }
  return undefined;
}

const nothingBelow = (path: string): string =>
  path === ''
    ? 'No shared secrets yet. Make one with `countersign secret create`.'
    : `Nothing lies below ${path}. See everything with \`countersign secret list\`.`;

async function everyPage(client: CommandClient, path: string): Promise<readonly Listed[]> {
  const all: Listed[] = [];
  let cursor: string | undefined;
  do {
    const answer = listed.parse(await client.call(vaultList.name, { path, recursive: true, cursor }));
    all.push(...answer.entries);
    ({ cursor } = answer);
  } while (cursor !== undefined);
  return all;
}

async function store(invocation: Invocation, verb: 'create' | 'update'): Promise<undefined> {
  const usage = storeUsage(verb);
  const { path, key } = split(word(invocation, 0, usage), usage);
  if (invocation.words.length > 1) {
    throw new AppError(
      'bad_input',
      'Values are never taken from the command line: other programs could read them there.',
      {
        next: `Type it at the prompt, or pipe it in: printf %s "$VALUE" | countersign secret ${verb} ${path}/${key}`,
      },
    );
  }
  const made = generated(invocation, usage);
  return invocation.joined(async (client) => {
    const value = made ?? (await invocation.terminal.secretValue(`Value of ${key}`));
    const target = { path: `shared:${path}`, data: { [key]: value } };
    const preview = changes.parse(await client.call(vaultSet.name, { ...target, dry_run: true }));
    const exists = !preview.changes.added.includes(key);
    if (exists !== (verb === 'update')) throw wrongVerb(verb, `${path}/${key}`);
    const answer = await client.call(vaultSet.name, { ...target, reason: `countersign secret ${verb}` });
    report(invocation, answer, `${path}/${key}`);
    return undefined;
  });
}

function report({ json, terminal }: Invocation, answer: ToolAnswer, reference: string): void {
  if (json) terminal.out(JSON.stringify(answer));
  else terminal.out(`${reference} is stored, version ${changes.parse(answer).version ?? '?'}.`);
}

const wrongVerb = (verb: 'create' | 'update', reference: string): AppError =>
  verb === 'create'
    ? new AppError('conflict', `${reference} exists already.`, { next: `Use: countersign secret update ${reference}` })
    : new AppError('not_found', `${reference} does not exist.`, {
        next: `Use: countersign secret create ${reference}`,
      });

/** What makes the value; null where the person gives it. */
function generated(invocation: Invocation, usage: string): Readonly<Record<'generate', object>> | null {
  const length = textOption(invocation, 'length');
  if (invocation.options['generate'] !== true) {
    if (length === undefined) return null;
    throw new AppError('bad_input', '--length is for a value that --generate makes.', { next: `Usage: ${usage}` });
  }
  return { generate: length === undefined ? {} : { length: lengthOf(length, usage) } };
}

function lengthOf(text: string, usage: string): number {
  const length = /^\d+$/.test(text) ? Number(text) : 0;
  if (length >= SHORTEST && length <= LONGEST) return length;
  throw new AppError('bad_input', `--length is a whole number from ${SHORTEST} to ${LONGEST}.`, {
    next: `Usage: ${usage}`,
  });
}

function split(reference: string, usage: string): { readonly path: string; readonly key: string } {
  const cut = reference.lastIndexOf('/');
  if (cut <= 0) throw new AppError('bad_input', 'A reference names an entry and a key.', { next: `Usage: ${usage}` });
  return { path: reference.slice(0, cut), key: reference.slice(cut + 1) };
}

async function history(invocation: Invocation): Promise<undefined> {
  const path = word(invocation, 0, 'countersign secret history APP/ENVIRONMENT');
  const answer = await invocation.joined((client) =>
    client.call(vaultGet.name, { path: `shared:${path}`, history: true }),
  );
  if (invocation.json) {
    invocation.terminal.out(JSON.stringify(answer));
    return undefined;
  }
  const { keys, versions } = looked.parse(answer);
  invocation.terminal.out(`keys: ${keys.join(' ')}`);
  const rows = versions.map(({ version, created_at: made, deleted_at: deleted, destroyed }) => [
    String(version),
    made,
    destroyed ? 'destroyed' : deleted === undefined ? '' : `deleted ${deleted}`,
  ]);
  invocation.terminal.out(table([['VERSION', 'MADE', ''], ...rows]));
  return undefined;
}
