import { createClient, type Client } from '../../app/contract/client.ts';
import { createDispatch, type Handlers } from '../../app/contract/dispatch.ts';
import { hostContract, type HostContract } from '../../app/contract/host-contract.ts';
import type { Approval } from '../../app/contract/ui/approvals.ts';
import { AppError } from '../../app/kernel/errors.ts';
import type { Log } from '../../app/ports/log.ts';

export type Host = Client<HostContract>;

/** A shell in this very process; one in another process sends the same messages through its port. */
export function hostInProcess(
  handlers: Handlers<HostContract>,
  reportBug: (error: unknown, call: string) => void,
): Host {
  const dispatch = createDispatch(hostContract, handlers, reportBug);
  const caller = { surface: 'desktop', session: 'core', may: new Set(['read', 'write'] as const) } as const;
  return createClient(hostContract, { send: (message) => dispatch(message, caller), listen: () => () => undefined });
}

/**
 * Tells the shell of each question once when it comes up and once when it is settled. The shell only shows: a failure
 * there changes nothing, since the person's door has every question anyway.
 */
export function approvalsToHost(host: Host, log: Log): (approval: Approval, pending: number) => void {
  const shown = new Set<string>();
  const tell = (call: Promise<unknown>): void => {
    call.catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'unavailable')
        log.write('warn', 'host.call_failed', { error });
    });
  };
  return ({ id, state, flags }, pending) => {
    if (state === 'pending' && !shown.has(id)) {
      shown.add(id);
      tell(host.call('host.showApproval', { id, flagged: flags.length > 0 }));
      tell(host.call('host.notify', { kind: 'approval_waiting', count: pending }));
    }
    if (state !== 'pending' && shown.delete(id)) tell(host.call('host.withdrawApproval', { id }));
  };
}
