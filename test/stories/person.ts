import { createClient, type Client } from '../../app/contract/client.ts';
import { uiContract, type UiContract } from '../../app/contract/ui/ui-contract.ts';
import type { Approval, Remember } from '../../app/contract/ui/approvals.ts';

import type { RunningApp } from './running-app.ts';

export interface Person {
  readonly client: Client<UiContract>;
  /** Waits for the next open question. */
  nextQuestion(): Promise<Approval>;
  decide(id: Approval['id'], verdict: 'approve' | 'deny', remember?: Remember): Promise<void>;
  approveNext(remember?: Remember): Promise<Approval>;
}

/** The person's door as the page uses it, for stories that need no pixels. */
export async function signIn(app: Pick<RunningApp, 'ui'>, code: string): Promise<Person> {
  const headers = { 'content-type': 'application/json', origin: app.ui };
  const opened = await fetch(`${app.ui}/api/session`, { method: 'POST', headers, body: JSON.stringify({ code }) });
  if (!opened.ok) throw new Error(`The code was refused: ${opened.status}`);
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const { proof } = (await opened.json()) as { proof: string };
  const client = createClient(uiContract, {
    async send(message) {
      const answer = await fetch(`${app.ui}/api/call`, {
        method: 'POST',
        headers: { ...headers, cookie, 'x-countersign-proof': proof },
        body: JSON.stringify(message),
      });
      return answer.json();
    },
    listen: () => () => undefined,
  });
  const nextQuestion = async (): Promise<Approval> => {
    for (;;) {
      const { items } = await client.call('approvals.list', { show: 'pending' });
      if (items[0] !== undefined) return items[0];
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  const decide: Person['decide'] = async (id, verdict, remember = 'once') => {
    await client.call('approvals.decide', { id, verdict, remember });
  };
  return {
    client,
    nextQuestion,
    decide,
    async approveNext(remember) {
      const question = await nextQuestion();
      await decide(question.id, 'approve', remember);
      return question;
    },
  };
}

/** Waits until the vault behind the app is open. */
export async function untilReady(person: Person): Promise<void> {
  for (;;) {
    const { server } = await person.client.call('app.status', {});
    if (server.state === 'ready') return;
    if (server.state === 'missing' || server.state === 'failed') throw new Error(`${server.state}: ${server.detail}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
