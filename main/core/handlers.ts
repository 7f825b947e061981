import type { Caller, Handlers } from '../../app/contract/dispatch.ts';
import type { UiContract } from '../../app/contract/ui/ui-contract.ts';
import type { AgentRegistry } from '../../app/features/agents/agent-registry.ts';
import { agentHandlers } from '../../app/features/agents/handlers.ts';
import type { PauseDeps } from '../../app/features/agents/pause-agents.ts';
import type { Shares } from '../../app/features/agents/shares.ts';
import type { ApprovalBook } from '../../app/features/approvals/approval-book.ts';
import { approvalHandlers } from '../../app/features/approvals/handlers.ts';
import { personHandlers } from '../../app/features/secrets/person-handlers.ts';
import type { SecretsDeps } from '../../app/features/secrets/secrets-deps.ts';

import type { CoreOptions } from './core-options.ts';
import { noticesOf } from './notices.ts';

export interface HandlerParts extends CoreOptions {
  readonly registry: AgentRegistry;
  readonly shares: Shares;
  readonly book: ApprovalBook;
  readonly secrets: SecretsDeps;
  readonly pausing: PauseDeps;
}

/** Every call of the person's contract. */
export function handlersOf(parts: HandlerParts): Handlers<UiContract> {
  const { registry, shares, book, secrets, pausing, publish, demo } = parts;
  const { trail } = parts.ports;
  return {
    ...approvalHandlers(book),
    ...agentHandlers({ registry, shares, audit: trail, grants: book.grants, pausing }),
    ...personHandlers({ ...secrets, audit: trail, agents: () => registry.list().map(({ id }) => id) }),
    'app.status': async (_input, caller) => statusOf(parts, caller),
    'demo.start': async () => ({ started: demo.start((step) => publish('demo.step', step)) }),
    'audit.list': async (wanted) => trail.list(wanted),
    'audit.verify': async () => trail.verify(),
  };
}

type Status = Awaited<ReturnType<Handlers<UiContract>['app.status']>>;

function statusOf(
  { ports, server, book, addresses, pausing, ...options }: HandlerParts,
  { session, may }: Caller,
): Status {
  const { mcp, socket } = addresses();
  const pausedSince = pausing.pauses.all();
  return {
    version: options.version,
    home: options.home,
    server: server.status(),
    person: { session, mayDecide: may.has('decide'), protection: 'none', keychain: ports.keychain.kind },
    doors: { command: [...options.shimCommand], env: { ...options.shimEnvironment }, mcpUrl: mcp, socket },
    pending: book.pending().length,
    ...(pausedSince === undefined ? {} : { pausedSince }),
    notices: noticesOf({
      damagedState: [...ports.state.damaged(), ...(book.journalUnreadable ? ['approvals'] : [])],
      auditDamage: ports.trail.damage(),
      auditBroken: !ports.trail.available(),
      foreignProgram: server.status().foreignProgram ?? null,
      keyFile: ports.keychain.kind === 'key-file',
    }),
  };
}
