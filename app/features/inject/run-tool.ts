import type { z } from 'zod';

import type { AgentCaller } from '../../contract/agent-door.ts';
import { vaultRun } from '../../contract/tools/vault-tools.ts';
import type { DangerFlag } from '../../contract/ui/approvals.ts';
import { newId } from '../../domain/new-id.ts';
import { entryName, isWithin, placeName } from '../../domain/paths.ts';
import { judge, type RuleEffect, type Share } from '../../domain/policy.ts';
import { parseRunSecrets, type PathReference, type RunSecret } from '../../domain/references.ts';
import { utf8Bytes } from '../../domain/values.ts';
import { noSuchEntry } from '../../gate/errors-for-agents.ts';
import { agentTool, type AgentTool, type Ask, type Execution, type Plan, type ToolResult } from '../../gate/plan.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Executable } from '../../ports/processes.ts';

import { startJob } from './job.ts';
import { once } from './once.ts';
import { readSecrets } from './read-secrets.ts';
import type { RunDeps, UsableEntry } from './run-deps.ts';
import type { SecretUse } from './secret-use.ts';

type Input = z.output<(typeof vaultRun)['input']>;

/** More than this nobody reads; a script that is longer cannot be judged, and its size says so. */
const SHOWN_INPUT = 8000;

/** It is kept in the journal before anyone approved it. */
const MOST_COMMAND_BYTES = 64 * 1024;

const DEFAULT_TIMEOUT_S = 120;
const BACKGROUND_TIMEOUT_S = 3600;

interface Prepared {
  readonly input: Input;
  readonly uses: readonly SecretUse[];
  readonly executable: Executable;
  readonly cwd: string;
  readonly path: string;
  /** Folders of the path that the app itself does not look in. */
  readonly searchedToo: readonly string[];
  /** Folders where the agent works. */
  readonly own: readonly string[];
  readonly timeoutSeconds: number;
}

export const runTool = (deps: RunDeps): AgentTool =>
  agentTool(vaultRun, {
    mayWait: () => true,
    about: (input) =>
      parseRunSecrets(input)
        .map(({ reference: { path, key } }) => `${path}/${key}`)
        .join(', '),
    plan: async (input, caller) => planOf(deps, await prepare(deps, input, caller), caller),
  });

/** Resolves everything that the person will see: what runs, where, and with which entries. */
async function prepare(deps: RunDeps, input: Input, caller: AgentCaller): Promise<Prepared> {
  const wanted = parseRunSecrets(input);
  const command = programOf(input.command);
  const given = caller.workspace?.path ?? deps.defaultPath;
  const known = await deps.processes.trustedPath(deps.defaultPath);
  const { path, folders } = given === deps.defaultPath ? known : await deps.processes.trustedPath(given);
  const cwd = await deps.processes.resolveFolder(folderWanted(input.cwd, caller));
  const executable = await deps.processes.resolve(command, cwd, path);
  const searchedToo = folders.filter((folder) => !known.folders.includes(folder));
  const uses = await usesOf(deps, wanted, caller);
  const timeoutSeconds = input.timeout_s ?? (input.background === true ? BACKGROUND_TIMEOUT_S : DEFAULT_TIMEOUT_S);
  const own = caller.workspace === undefined ? [] : [caller.workspace.cwd];
  return { input, uses, executable, cwd, path, searchedToo, own, timeoutSeconds };
}

function programOf(command: readonly string[]): string {
  const [program] = command;
  if (program === undefined || command.some((word) => word.includes('\0'))) {
    throw new AppError('bad_input', 'The command is not valid.', { next: 'Pass a list of words, the program first.' });
  }
  if (command.reduce((sum, word) => sum + utf8Bytes(word), 0) > MOST_COMMAND_BYTES) {
    throw new AppError('bad_input', 'The command is longer than 64 KiB.', { next: 'Pass more by a file or by stdin.' });
  }
  return program;
}

function folderWanted(wanted: string | undefined, { workspace }: AgentCaller): string {
  if (wanted !== undefined && /^(\/|[A-Za-z]:[\\/])/.test(wanted)) return wanted;
  if (workspace === undefined) {
    throw new AppError('cwd_required', 'Clients over HTTP must say where to run the command.', {
      next: 'Pass cwd with the absolute path of a folder.',
    });
  }
  return wanted === undefined ? workspace.cwd : `${workspace.cwd}/${wanted}`;
}

/** Looks each entry up once, however many of its keys are wanted. */
function usesOf(deps: RunDeps, wanted: readonly RunSecret[], caller: AgentCaller): Promise<readonly SecretUse[]> {
  const entries = new Map<string, Promise<UsableEntry>>();
  const find = ({ forced, path }: PathReference): Promise<UsableEntry> =>
    once(entries, `${forced}:${path}`, () => deps.find(caller.agent, { forced, path }));
  return Promise.all(
    wanted.map(async (secret) => useOf(deps, { secret, found: await find(secret.reference) }, caller)),
  );
}

function useOf(
  deps: RunDeps,
  { secret, found }: { readonly secret: RunSecret; readonly found: UsableEntry },
  caller: AgentCaller,
): SecretUse {
  const { reference } = secret;
  const shares = deps.sharesOf(caller.agent);
  if (!found.entry.keys.includes(reference.key)) throw noSuchKey(reference, { found, shares });
  const subject = { agent: caller.agent, kind: deps.kindOf(caller.agent), isCommand: caller.door === 'command' };
  const covered = shares.some((share) => share.capabilities.includes('use') && isWithin(found.path, share.path));
  return {
    ...secret,
    found,
    effect: judge(subject, { capability: 'use', place: found.place, path: found.path }, shares),
    firstUse: found.place.kind === 'shared' && !covered,
  };
}

/** Who may not see the names there must not learn from the answer that the entry exists. */
function noSuchKey(
  { path, key }: RunSecret['reference'],
  { found, shares }: { readonly found: UsableEntry; readonly shares: readonly Share[] },
): AppError {
  const mayList =
    found.place.kind === 'own' ||
    shares.some((share) => share.capabilities.includes('list') && isWithin(found.path, share.path));
  if (!mayList) return noSuchEntry();
  return new AppError('not_found', `The entry ${path} has no key ${key}.`, {
    next: 'Call vault_get for its key names.',
  });
}

function planOf(deps: RunDeps, prepared: Prepared, caller: AgentCaller): Plan {
  const { uses } = prepared;
  return {
    effect: strictest(uses.map(({ effect }) => effect)),
    capability: 'use',
    subject: subjectOf(uses),
    keys: uses.map(({ reference }) => reference.key),
    delivery: 'job',
    ask: askOf(deps, prepared),
    run: (execution) => run(deps, prepared, { caller, execution }),
    outcome: ({ exit_code: code }) => ({ kind: 'ran', exitCode: typeof code === 'number' ? code : null }),
  };
}

const subjectOf = (uses: readonly SecretUse[]): string =>
  uses.map(({ found, reference }) => `${entryName(found.place, found.path)}/${reference.key}`).join(', ') ||
  'no secret';

/** A command without secrets still runs under the person's name: it asks like any other. */
const strictest = (effects: readonly RuleEffect[]): RuleEffect => (effects.includes('deny') ? 'deny' : 'ask');

function askOf(deps: RunDeps, { input, uses, executable, cwd, path, searchedToo, own, timeoutSeconds }: Prepared): Ask {
  const firstUses = uses.filter(({ firstUse }) => firstUse);
  const flags: DangerFlag[] = [];
  if ([cwd, ...own].some((folder) => [executable.path, ...searchedToo].some((file) => isWithin(file, folder)))) {
    flags.push('runs_code');
  }
  if (input.stdin !== undefined) flags.push('reads_input');
  if (uses.some(({ found }) => found.place.kind === 'shared')) flags.push('shared_entry');
  const background = input.background === true;
  return {
    question: {
      kind: 'run',
      command: input.command,
      executable: executable.path,
      cwd,
      secrets: uses.map(({ variable, reference, found, firstUse }) => ({
        variable,
        reference: `${found.path}/${reference.key}`,
        place: placeName(found.place),
        firstUse,
      })),
      timeoutSeconds,
      background,
      ...(input.stdin === undefined
        ? {}
        : { stdin: { text: input.stdin.slice(0, SHOWN_INPUT), bytes: utf8Bytes(input.stdin) } }),
      ...(searchedToo.length === 0 ? {} : { searchedToo: [...searchedToo] }),
    },
    flags,
    binding: {
      command: input.command,
      executable: { path: executable.path, invokedAs: executable.invokedAs, identity: executable.identity },
      cwd,
      path,
      stdin: input.stdin === undefined ? null : deps.digests.keyed('value', input.stdin),
      timeoutSeconds,
      background,
      secrets: uses.map(({ variable, reference, found }) => ({
        variable,
        entry: entryName(found.place, found.path),
        key: reference.key,
      })),
    },
    offers:
      firstUses.length > 0
        ? ['once', 'fifteen_minutes', 'share_use', 'share_use_and_list']
        : ['once', 'fifteen_minutes'],
    shareScopes: [...new Set(firstUses.map(({ found }) => found.path))],
  };
}

async function run(
  deps: RunDeps,
  { input, uses, executable, cwd, path, timeoutSeconds }: Prepared,
  { caller, execution }: { readonly caller: AgentCaller; readonly execution: Execution },
): Promise<ToolResult> {
  const { environment, hidden } = await readSecrets(deps.vault, uses);
  const { workspace } = caller;
  const job = await startJob(deps, {
    id: newId('job', deps.random),
    start: {
      executable,
      args: input.command.slice(1),
      cwd,
      env: {
        ...deps.processes.baseEnvironment(),
        ...(workspace?.language === undefined ? {} : { LANG: workspace.language }),
        ...(workspace?.terminal === undefined ? {} : { TERM: workspace.terminal }),
        PATH: path,
        ...environment,
      },
      stdin: input.stdin ?? null,
    },
    hidden,
    timeoutMs: timeoutSeconds * 1000,
    background: input.background === true,
  });
  execution.jobStarted(job);
  return job.result;
}
