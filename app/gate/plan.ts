import type { z } from 'zod';

import type { AgentCaller } from '../contract/agent-door.ts';
import type { ToolSpec } from '../contract/tools/define.ts';
import type { Approval, DangerFlag, Question, Remember } from '../contract/ui/approvals.ts';
import type { Capability, RuleEffect } from '../domain/policy.ts';
import type { Json } from '../kernel/json.ts';

import { parseInput } from './parse-input.ts';

export type ToolResult = Readonly<Record<string, unknown>>;

/** A command that goes on after its call answered. */
export interface JobHandle {
  readonly id: string;
  /** The call answers as soon as the command runs. */
  readonly background: boolean;
  /** What it printed so far, redacted. */
  output(): { readonly stdout: string; readonly stderr: string };
  end(): void;
}

/** Given to a plan when it runs. */
export interface Execution {
  readonly approval: string | null;
  /** Called once by a plan that starts a command. */
  jobStarted(job: JobHandle): void;
}

export type Outcome = NonNullable<Approval['outcome']>;

/** What the person is asked, and what exactly their yes is bound to. */
export interface Ask {
  readonly question: Question;
  readonly flags: readonly DangerFlag[];
  /** Everything a yes covers, values as keyed digests. A grant holds for the same content only. */
  readonly binding: Json;
  readonly offers: readonly Remember[];
  /** Entries of the shared space that a share offer would open. */
  readonly shareScopes: readonly string[];
  /** What a restarted core needs to find out whether an interrupted effect happened. */
  readonly recovery?: Json;
}

/** A validated request, judged but not yet carried out. Frozen: what runs is what was shown. */
export interface Plan {
  readonly effect: RuleEffect;
  readonly capability: Capability;
  /** Full name of the entry or folder, for the audit. */
  readonly subject: string;
  readonly keys: readonly string[];
  /** It only says what it would do. */
  readonly dryRun?: boolean;
  /**
   * `answer`: only for a call that still waits · `effect`: happens on approval, whether or not the client waits ·
   * `job`: a command that may outlive its call.
   */
  readonly delivery: 'answer' | 'effect' | 'job';
  readonly ask: Ask | null;
  run(execution: Execution): Promise<ToolResult>;
  /** What the person and the audit are told about a result. */
  outcome(result: ToolResult): Outcome;
}

/** What a rule forbids. Made before anything is looked at, so that the refusal tells nothing of what is there. */
export const forbidden = (what: Pick<Plan, 'capability' | 'subject' | 'keys'>): Plan => ({
  ...what,
  effect: 'deny',
  delivery: 'answer',
  ask: null,
  run: () => Promise.reject(new TypeError('What is forbidden does not run.')),
  outcome: () => ({ kind: 'error' }),
});

/** A request that fits its tool's schema. */
export interface Accepted {
  readonly input: Readonly<Record<string, unknown>>;
  /** Whether such a call can end in a question or a command, so that repeating it joins it. */
  readonly mayWait: boolean;
  /** The names it is about, for the audit of a request that came to nothing. */
  readonly about: string | undefined;
  /** Resolves and judges the request; changes nothing. */
  plan(caller: AgentCaller): Promise<Plan>;
}

export interface AgentTool {
  readonly spec: ToolSpec;
  /** Throws `bad_input` naming the argument that is wrong. */
  accept(input: unknown): Accepted;
}

/** Ties a tool's handlers to its schema, so that the gate can hold tools of all kinds in one table. */
export const agentTool = <I extends z.ZodObject, O extends z.ZodObject>(
  spec: ToolSpec<I, O>,
  handlers: {
    readonly mayWait: (input: z.output<I>) => boolean;
    /** May throw: what is no valid name could be a value that an agent put in its place, and is told nowhere. */
    readonly about?: (input: z.output<I>) => string;
    readonly plan: (input: z.output<I>, caller: AgentCaller) => Promise<Plan>;
  },
): AgentTool => ({
  spec,
  accept(raw) {
    const input = parseInput(spec.input, raw);
    return {
      input,
      mayWait: handlers.mayWait(input),
      about: orNothing(() => handlers.about?.(input)),
      plan: (caller) => handlers.plan(input, caller),
    };
  },
});

function orNothing<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    // The plan tells what is wrong with it.
    return undefined;
  }
}
