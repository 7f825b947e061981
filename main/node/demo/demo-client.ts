import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

import { vaultJob, vaultRun, vaultSet } from '../../../app/contract/tools/vault-tools.ts';
import type { DemoStep } from '../../../app/contract/ui/status.ts';
import { AppError, ERROR_TABLE } from '../../../app/kernel/errors.ts';
import { toolError } from './tool-error.ts';

export interface DemoOptions {
  /** What an MCP client would start, such as `countersign mcp`; `--agent demo` is added. */
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the command with the secret runs. */
  readonly cwd: string;
  readonly version: string;
  readonly onStep: (step: DemoStep) => void;
  readonly signal?: AbortSignal;
}

type Outcome = 'finished' | 'denied' | 'expired' | 'failed';

const PATH = 'demo/development';
const SCRIPT = 'console.log("connecting with " + process.env.DB_PASSWORD)';
/** A call that waits for the person answers within 45 seconds, done or not. */
const CALL_MS = 60_000;

/**
 * A real MCP client that asks to store a secret and to use it, as any agent would, and reports what it got to see.
 * Never throws: what went wrong is its last step.
 */
export async function runDemo(options: DemoOptions): Promise<Outcome> {
  const { onStep, version, signal } = options;
  const client = new Client({ name: 'countersign-demo', title: 'Countersign demonstration', version });
  const stop = () => void client.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    signal?.throwIfAborted();
    await client.connect(transportFor(options), { timeout: CALL_MS });
    await story(client, onStep);
    onStep({ step: 'finished' });
    return 'finished';
  } catch (error) {
    onStep(lastStep(error));
    return outcomeOf(error);
  } finally {
    signal?.removeEventListener('abort', stop);
    await client.close();
  }
}

function transportFor({ command: [program, ...args], env, cwd }: DemoOptions): StdioClientTransport {
  const known = Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return new StdioClientTransport({
    command: program,
    args: [...args, '--agent', 'demo'],
    env: Object.fromEntries(known),
    cwd,
    stderr: 'ignore',
  });
}

async function story(client: Client, onStep: DemoOptions['onStep']): Promise<void> {
  await call(client, 'vault_status', {});
  onStep({ step: 'connected' });
  onStep({ step: 'asked_to_store', text: PATH });
  const data = { DB_PASSWORD: { generate: { length: 24 } }, DB_HOST: 'localhost' };
  await settled(client, 'vault_set', { path: PATH, data, reason: 'Shows how an agent stores a secret.' });
  onStep({ step: 'stored', text: PATH });
  // In the desktop app this code runs in Electron's own binary, which is no Node to others.
  const node = process.versions['electron'] === undefined ? process.execPath : 'node';
  onStep({ step: 'asked_to_run', text: `node -e '${SCRIPT}'` });
  const result = await settled(client, 'vault_run', {
    command: [node, '-e', SCRIPT],
    secrets: [`${PATH}/DB_PASSWORD`],
    reason: 'Shows how an agent uses a secret that it never sees.',
  });
  const run = vaultRun.output.parse(result);
  if (run.exit_code !== 0) throw new AppError('unavailable', `The command failed: ${run.stderr ?? ''}`);
  onStep({ step: 'ran', text: run.stdout?.trim() ?? '' });
}

/** Calls a tool and waits for the person and for the command, as its answers say. */
async function settled(
  client: Client,
  tool: 'vault_set' | 'vault_run',
  input: Record<string, unknown>,
): Promise<unknown> {
  const spec = tool === 'vault_set' ? vaultSet : vaultRun;
  let result = await call(client, tool, input);
  for (let state = spec.output.parse(result); state.status !== 'done';) {
    const id = state.status === 'pending' ? state.approval_id : state.job;
    const news = vaultJob.output.parse(await call(client, 'vault_job', { id, action: 'wait' }));
    result = news.result === undefined ? news : { ...news.result, status: news.status };
    state = news;
  }
  return result;
}

async function call(client: Client, name: string, input: Record<string, unknown>): Promise<unknown> {
  // Whoever listens to progress may be held longer, so that there are fewer calls.
  const options = { timeout: CALL_MS, onprogress: () => undefined };
  const result = await client.callTool({ name, arguments: input }, options);
  if (result.isError === true) throw toolError(result.content);
  return result.structuredContent;
}

function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof AppError)) return 'failed';
  const { exit } = ERROR_TABLE[error.code];
  if (exit === ERROR_TABLE.denied.exit) return 'denied';
  return exit === ERROR_TABLE.expired.exit ? 'expired' : 'failed';
}

function lastStep(error: unknown): DemoStep {
  if (!(error instanceof AppError)) return { step: 'failed', text: 'The demonstration ended early.' };
  const text = error.next === undefined ? error.message : `${error.message} ${error.next}`;
  return { step: error.code === 'denied' || error.code === 'denied_by_rule' ? 'denied' : 'failed', text };
}
