import type { AuditView } from '../../contract/ui/audit.ts';
import type { AuditEntry, EntryDraft } from '../../domain/audit/entry.ts';
import type { AuditEvent } from '../../gate/audit.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StateStore } from '../../ports/state.ts';

import type { NameBook } from './name-book.ts';

export interface TrailEvent extends AuditEvent {
  readonly vaultRequestId?: string | undefined;
}

const LONGEST_CLIENT = 200;
/** An argument list may be long; the line must stay one that a person can read and a disk can take. */
const LONGEST_DETAIL = 8192;

interface Origin {
  readonly boot: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly names: NameBook;
  readonly state: Pick<StateStore, 'generation'>;
}

export function draftOf(event: TrailEvent, { boot, clock, names, state }: Origin): EntryDraft {
  return {
    time: new Date(clock.now()).toISOString(),
    boot,
    agent: event.agent,
    ...optional('client', event.client, (client) => clipped(client, LONGEST_CLIENT)),
    action: event.action,
    outcome: event.outcome,
    ...optional('connection', event.connection),
    ...optional('ref', event.subject, (subject) => names.digest(subject)),
    ...optional('keys', event.keys, (keys) => keys.map((key) => names.digest(key))),
    ...optional('approval', event.approval),
    ...optional('vault_request_id', event.vaultRequestId),
    ...optional('detail', event.detail, (detail) => clipped(detail, LONGEST_DETAIL)),
    state: state.generation(),
  };
}

export function viewOf(entry: AuditEntry, names: NameBook): AuditView {
  const subject = entry.ref === undefined ? undefined : names.nameOf(entry.ref);
  const keys = entry.keys?.flatMap((digest) => names.nameOf(digest) ?? []);
  return {
    seq: entry.seq,
    time: entry.time,
    agent: entry.agent,
    ...optional('client', entry.client),
    ...optional('session', entry.agent === 'person' ? entry.connection : undefined),
    action: entry.action,
    outcome: entry.outcome,
    ...optional('subject', subject),
    ...optional('keys', keys === undefined || keys.length === 0 ? undefined : keys),
    ...optional('approval', entry.approval),
    ...optional('detail', entry.detail),
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V };
function optional<K extends string, V, R>(
  key: K,
  value: V | undefined,
  change: (value: V) => R,
): { readonly [P in K]?: R };
function optional(key: string, value: unknown, change = (given: unknown) => given): Record<string, unknown> {
  return value === undefined ? {} : { [key]: change(value) };
}

const clipped = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest)}… (+${text.length - longest} characters)`;
