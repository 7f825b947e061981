import type { AgentId } from '../kernel/ids.ts';

/** Who asks, as the door established it. What a client says of itself (`client`, `workspace`) is shown apart and proves nothing. */
export interface AgentCaller {
  readonly agent: AgentId;
  readonly door: 'stdio' | 'http' | 'command';
  /** One stdio connection, HTTP session or command run. Questions of a connection that ends unanswered are withdrawn. */
  readonly connection: string;
  readonly client?: { readonly name: string; readonly version: string } | undefined;
  readonly process?: { readonly pid: number; readonly verified: boolean } | undefined;
  /** Where commands run: reported by the shim or the command; HTTP clients have none. */
  readonly workspace?:
    | { readonly cwd: string; readonly path: string; readonly language?: string; readonly terminal?: string }
    | undefined;
}

export interface CallContext {
  /** How long this call may be held before it answers `pending` or `running`, in milliseconds. */
  readonly holdMs: number;
  /** Calls back once when the client cancels or goes away; returns how to stop listening. */
  onCancel(action: () => void): () => void;
  /** Tells the client that its call still lives; texts hold no secrets. */
  progress(message: string): void;
}

/** The one way in for every request of an agent, whatever door it came through. */
export interface AgentDoor {
  /** Call it when a connection opens (it asks the person nothing); call the result when it ended. */
  connected(caller: AgentCaller): () => void;
  /** Runs a tool by name. Throws `AppError` only; what it returns fits the tool's output schema. */
  call(
    tool: string,
    input: unknown,
    caller: AgentCaller,
    context: CallContext,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** The agent that a bearer key belongs to, or null. */
  authenticate(key: string): Promise<AgentId | null>;
}
