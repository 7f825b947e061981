import { z } from 'zod';

import { vaultJob } from '../../app/contract/tools/vault-tools.ts';

import type { CommandClient, ToolAnswer } from './command-client.ts';

const NEXT_NOTE_MS = 60_000;
/** The gate's progress while its question is open; anything else, such as a slow vault, is not the person's turn. */
const ASKING = 'Waiting for the person.';

const unsettled = z.object({
  status: z.enum(['pending', 'running']),
  approval_id: z.string().optional(),
  job: z.string().optional(),
});

const joinedJob = z.object({ status: z.literal('done'), result: z.record(z.string(), z.unknown()) });

/** Calls that last until the person answered or the question expired, and say meanwhile, rarely, where to answer it. */
export const patientClient = (client: CommandClient, say: (line: string) => void): CommandClient => ({
  ...client,
  call(tool, input) {
    const asking = rarely(() =>
      say(`Waiting for you to approve in Countersign${client.page === '' ? '' : `: ${client.page}`}`),
    );
    return untilSettled(client, { tool, input, asking });
  },
});

interface Call {
  readonly tool: string;
  readonly input: unknown;
  /** Told whenever the core says that its question is open. */
  readonly asking: () => void;
}

async function untilSettled(client: CommandClient, { tool, input, asking }: Call): Promise<ToolAnswer> {
  const progress = (message: string): void => {
    if (message === ASKING) asking();
  };
  let answer = await client.call(tool, input, progress);
  for (;;) {
    const open = unsettled.safeParse(answer);
    if (!open.success) return answer;
    const { approval_id: approval, job } = open.data;
    const id = job ?? approval;
    // Without a name there is no question yet; the same call again joins what is under way.
    if (id === undefined) answer = await client.call(tool, input, progress);
    else {
      if (job === undefined) asking();
      const news = await client.call(vaultJob.name, { id, action: 'wait' }, progress);
      answer = joinedJob.safeParse(news).data?.result ?? news;
    }
  }
}

/** At once, and then not again for a minute. */
function rarely(action: () => void): () => void {
  let quietUntil = 0;
  return () => {
    const now = performance.now();
    if (now < quietUntil) return;
    quietUntil = now + NEXT_NOTE_MS;
    action();
  };
}
