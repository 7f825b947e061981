import type { Place } from './paths.ts';
import { isWithin } from './paths.ts';

export const CAPABILITIES = ['list', 'use', 'read', 'write', 'delete', 'undelete'] as const;
export type Capability = (typeof CAPABILITIES)[number];
export type RuleEffect = 'allow' | 'ask' | 'deny';
export type AgentKind = 'assistant' | 'program';

/** A part of the shared space that one agent may reach. */
export interface Share {
  readonly agent: string;
  /** Entry or folder below the shared space. */
  readonly path: string;
  readonly capabilities: readonly Capability[];
  readonly since: number;
}

const OWN: Readonly<Record<AgentKind, Readonly<Record<Capability, RuleEffect>>>> = {
  assistant: { list: 'allow', use: 'ask', read: 'ask', write: 'ask', delete: 'ask', undelete: 'ask' },
  program: { list: 'allow', use: 'ask', read: 'allow', write: 'allow', delete: 'allow', undelete: 'allow' },
};

/**
 * In the shared space an agent may ask to use an entry that it can name exactly; everything else needs a share.
 * The command is the person's own tool: whatever it does there asks.
 */
const SHARED: Readonly<Record<Capability, RuleEffect>> = {
  list: 'deny',
  use: 'ask',
  read: 'deny',
  write: 'deny',
  delete: 'deny',
  undelete: 'deny',
};

export interface PolicySubject {
  readonly agent: string;
  readonly kind: AgentKind;
  /** The `countersign` command. */
  readonly isCommand: boolean;
}

/** What an agent may do at a path: pure, so that a table can test it and a screen can explain it. */
export function judge(
  subject: PolicySubject,
  target: { readonly capability: Capability; readonly place: Place; readonly path: string },
  shares: readonly Share[],
): RuleEffect {
  const { capability, place, path } = target;
  if (place.kind === 'own') return place.agent === subject.agent ? OWN[subject.kind][capability] : 'deny';
  const share = shares.find(
    (candidate) =>
      candidate.agent === subject.agent &&
      candidate.capabilities.includes(capability) &&
      isWithin(path, candidate.path),
  );
  if (share !== undefined) return capability === 'list' || capability === 'use' ? OWN.assistant[capability] : 'ask';
  if (subject.isCommand) return 'ask';
  return SHARED[capability];
}
