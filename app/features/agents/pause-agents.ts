import type { Audit } from '../../gate/audit.ts';
import { audited } from '../../gate/audited.ts';
import { AppError, asAppError } from '../../kernel/errors.ts';

import type { Pauses, Whom } from './pauses.ts';

/** What came to an end when an agent was paused. */
export interface Ended {
  readonly questions: number;
  readonly commands: number;
  readonly grants: number;
}

export interface PauseDeps {
  readonly pauses: Pauses;
  /** Withdraws what these agents asked and ends what they run. */
  readonly endWork: (whom: Whom) => Promise<Pick<Ended, 'questions' | 'commands'>>;
  /** Tells how many there were. */
  readonly endGrants: (whom: Whom) => number;
  readonly audit: Audit;
}

/** Who stopped or let on: the person in a session, or the command. */
export interface By {
  readonly agent: string;
  readonly connection: string;
}

/** Stops one agent or all of them. It works where nothing else does: with a full disk too, then until the app ends. */
export async function pauseAgents(deps: PauseDeps, whom: Whom, by: By): Promise<Ended> {
  const kept = await deps.pauses.pause(whom).then(
    () => null,
    (error: unknown) => asAppError(error),
  );
  const ended = { ...(await deps.endWork(whom)), grants: deps.endGrants(whom) };
  await deps.audit.record(
    { ...by, action: 'agents.pause', subject: subjectOf(whom), outcome: 'done', detail: words(ended) },
    { synced: false },
  );
  if (kept !== null) {
    throw new AppError(kept.code, `Paused, but only until Countersign ends: ${kept.message}`, {
      next: kept.next ?? 'Pause again when this is mended.',
      cause: kept,
    });
  }
  return ended;
}

/** Lets them on: what was ended stays ended. */
export const resumeAgents = ({ pauses, audit }: PauseDeps, whom: Whom, by: By): Promise<boolean> =>
  audited(audit, { ...by, action: 'agents.resume', subject: subjectOf(whom) }, { run: () => pauses.resume(whom) });

const subjectOf = (whom: Whom): string => (whom === null ? 'all agents' : `agent ${whom}`);

const words = ({ questions, commands, grants }: Ended): string =>
  `ended: questions ${questions}, commands ${commands}, remembered answers ${grants}`;
