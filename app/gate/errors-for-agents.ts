import { AppError } from '../kernel/errors.ts';

import type { Verdict } from './approvals.ts';
import type { Capability } from '../domain/policy.ts';

/** What an agent is told when a question did not end in a yes. */
export function refusal(verdict: Exclude<Verdict, 'approved'>): AppError {
  switch (verdict) {
    case 'denied':
      return new AppError('denied', 'The person said no.', {
        next: 'Do not ask for the same again; ask in the chat what they would accept instead.',
      });
    case 'expired':
      return new AppError('expired', 'The person did not answer in time.', {
        next: 'Nothing was changed. Call again when the person is there: it asks them anew.',
      });
    case 'withdrawn':
      return new AppError('withdrawn', 'The question was taken back.', { next: 'Call again if it is still needed.' });
    case 'void':
      return new AppError('expired', 'Countersign was locked or restarted before this could happen.', {
        next: 'Nothing was changed. Call again.',
      });
    default:
      return verdict;
  }
}

export const notFetched = (): AppError =>
  new AppError('expired', 'The person said yes, but no call waited for the answer any more.', {
    next: 'Call again and wait for the answer with vault_job: it asks them anew.',
  });

export const pausedByPerson = (): AppError =>
  new AppError('paused', 'The person paused this agent.', {
    next: 'Stop here and tell the person. Calls work again when they resume this agent in Countersign.',
  });

/** Also where an entry is there but its names are not for this agent: it must not be able to tell the two apart. */
export const noSuchEntry = (): AppError =>
  new AppError('not_found', 'There is no such entry, or it has no such key.', {
    next: 'Call vault_list for the names you can see, or ask the person to store it.',
  });

export const deniedByRule = (capability: Capability): AppError =>
  new AppError('denied_by_rule', `You may not ${capability} here.`, {
    next:
      capability === 'write'
        ? 'Write to a path of your own namespace. What is shared is the person’s to change: tell them what to put there.'
        : 'Use a path of your own namespace, or ask the person to share this entry with you in Countersign.',
  });
