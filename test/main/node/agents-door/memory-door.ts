import { mcpTools } from '../../../../app/contract/tools/catalogue.ts';
import type { AgentCaller, AgentDoor, CallContext } from '../../../../app/contract/agent-door.ts';
import { AppError } from '../../../../app/kernel/errors.ts';
import type { AgentId } from '../../../../app/kernel/ids.ts';
import { agentId } from '../../../../app/kernel/ids.ts';

type Data = Readonly<Record<string, unknown>>;

export interface SeenCall {
  readonly tool: string;
  readonly input: Data;
  readonly caller: AgentCaller;
  readonly holdMs: number;
}

const STATUS = {
  server: { state: 'ready' },
  kind: 'assistant',
  namespace: 'secret/mcp/x/',
  shares: [],
  capabilities: { list: 'allow' },
  confinement: 'vault',
  paused: false,
  pending_approvals: 0,
} as const;

/** An agents' door without a core: it validates as the gate does, answers from a table, and remembers what it saw. */
export class MemoryDoor implements AgentDoor {
  readonly calls: SeenCall[] = [];
  readonly present = new Map<string, AgentCaller>();
  readonly everPresent: AgentCaller[] = [];
  readonly cancelled: string[] = [];
  readonly keys = new Map<string, AgentId>();
  asked: string[] = [];
  /** Replaces the answer of a tool. */
  readonly answers = new Map<
    string,
    (input: Data, context: CallContext, caller: AgentCaller) => Promise<Data> | Data
  >();

  /** A key that opens the door, and whose. */
  key(agent: string): string {
    const key = `key-of-${agent}`;
    this.keys.set(key, agentId.parse(agent));
    return key;
  }

  connected(caller: AgentCaller): () => void {
    this.present.set(caller.connection, caller);
    this.everPresent.push(caller);
    return () => this.present.delete(caller.connection);
  }

  async authenticate(key: string): Promise<AgentId | null> {
    this.asked.push(key);
    return this.keys.get(key) ?? null;
  }

  async call(tool: string, given: unknown, caller: AgentCaller, context: CallContext): Promise<Data> {
    const spec = mcpTools.find(({ name }) => name === tool);
    const input: Data = spec === undefined ? {} : check(spec.input.safeParse(given));
    this.calls.push({ tool, input, caller, holdMs: context.holdMs });
    const answer = this.answers.get(tool);
    if (answer !== undefined) return answer(input, context, caller);
    if (tool === 'vault_status') return { ...STATUS, agent: caller.agent };
    if (tool === 'vault_job') return this.hold(context);
    if (spec === undefined) throw new AppError('unknown_call', 'There is no such call.');
    return { status: 'done', path: input['path'] };
  }

  /** Holds a call until it is cancelled. */
  async hold(context: CallContext): Promise<Data> {
    return new Promise((resolve) => {
      context.onCancel(() => {
        this.cancelled.push('vault_job');
        resolve({ status: 'done' });
      });
    });
  }
}

interface Parsed {
  readonly success: boolean;
  readonly data?: Record<string, unknown> | undefined;
  readonly error?:
    | { readonly issues: readonly { readonly message: string; readonly path: readonly PropertyKey[] }[] }
    | undefined;
}

function check(parsed: Parsed): Data {
  if (!parsed.success) {
    const issue = parsed.error?.issues[0];
    throw new AppError('bad_input', `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`, {
      next: 'Look at the input schema.',
    });
  }
  const data = parsed.data ?? {};
  if (Object.values((data['data'] as Data | undefined) ?? {}).some((value) => String(value).length > 8192)) {
    throw new AppError('value_too_large', 'A value may have 8 KiB at most.', { next: 'Send less.' });
  }
  return data;
}
