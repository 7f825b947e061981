import { z } from 'zod';

import { appInfo } from '../../app/contract/tools/command-tools.ts';
import { vaultJob } from '../../app/contract/tools/vault-tools.ts';

import type { CommandClient, ToolAnswer } from './command-client.ts';

const FIRST_NOTE_MS = 1_000;
const NEXT_NOTE_MS = 60_000;

const unsettled = z.object({
  status: z.enum(['pending', 'running']),
  approval_id: z.string().optional(),
  job: z.string().optional(),
});

const joinedJob = z.object({ status: z.literal('done'), result: z.record(z.string(), z.unknown()) });

/** Calls that last until the person answered or the question expired, and say meanwhile, rarely, where to answer it. */
export const patientClient = (client: CommandClient, say: (line: string) => void): CommandClient => ({
  ...client,
  async call(tool, input) {
    const stopNotes = notesWhileWaiting(client, say);
    try {
      return await untilSettled(client, tool, input);
    } finally {
      stopNotes();
    }
  },
});

async function untilSettled(client: CommandClient, tool: string, input: unknown): Promise<ToolAnswer> {
  let answer = await client.call(tool, input);
  for (;;) {
    const open = unsettled.safeParse(answer);
    if (!open.success) return answer;
    const id = open.data.job ?? open.data.approval_id;
    // Without a name there is no question yet; the same call again joins what is under way.
    if (id === undefined) answer = await client.call(tool, input);
    else {
      const news = await client.call(vaultJob.name, { id, action: 'wait' });
      answer = joinedJob.safeParse(news).data?.result ?? news;
    }
  }
}

/** Once after a second, then once a minute, and only while a question is open: a slow vault is not the person's turn. */
function notesWhileWaiting(client: CommandClient, say: (line: string) => void): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const later = (ms: number): void => {
    timer = setTimeout(() => void note(), ms);
  };
  const note = async (): Promise<void> => {
    const info = appInfo.output.safeParse(await client.call(appInfo.name, {}).catch(() => null));
    if (stopped) return;
    const waits = info.success && info.data.pending > 0;
    if (waits) say(`Waiting for you to approve in Countersign${client.page === '' ? '' : `: ${client.page}`}`);
    later(waits ? NEXT_NOTE_MS : FIRST_NOTE_MS);
  };
  later(FIRST_NOTE_MS);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
