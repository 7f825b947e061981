import type { Handlers, Publish } from '../../../app/contract/dispatch.ts';
import type { AgentView } from '../../../app/contract/ui/agents.ts';
import type { Approval } from '../../../app/contract/ui/approvals.ts';
import type { AuditView } from '../../../app/contract/ui/audit.ts';
import type { AppStatus, DemoStep } from '../../../app/contract/ui/status.ts';
import type { UiContract } from '../../../app/contract/ui/ui-contract.ts';
import { AppError } from '../../../app/kernel/errors.ts';

import { createQuestion, request, sampleDecided, samplePending } from './sample-approvals.ts';
import { sampleAgents, sampleAudit, sampleLine, sampleStatus } from './sample-data.ts';
import { SecretsWorld } from './secrets-world.ts';

/** Everything the pages can ask for, in memory; scenes change it from outside. */
export class World {
  readonly secrets: SecretsWorld;
  readonly publish: Publish<UiContract>;
  status: AppStatus = sampleStatus();
  agents: AgentView[] = sampleAgents();
  pending: Approval[] = samplePending();
  decided: Approval[] = sampleDecided();
  audit: AuditView[] = sampleAudit(260);
  verdictOfVerify: { ok: boolean; entries: number; damage?: { month: string; line: number; kind: string } } = {
    ok: true,
    entries: 260,
  };
  /** Set to make every call wait or fail, for looking at skeletons and errors. */
  hold: Promise<void> | null = null;
  failure: AppError | null = null;
  readonly #waiters = new Map<string, (approved: boolean) => void>();

  constructor(publish: Publish<UiContract>) {
    this.publish = publish;
    this.secrets = new SecretsWorld(() => publish('secrets.changed', {}));
    this.secrets.fill();
  }

  /** As after the first start: nothing has happened. */
  empty(): void {
    this.agents = [];
    this.pending = [];
    this.decided = [];
    this.audit = [];
    this.secrets.clear();
  }

  ask(approval: Approval): void {
    this.pending.push(approval);
    this.publish('approvals.changed', { pending: this.pending.length });
  }

  note(): void {
    const line = sampleLine((this.audit[0]?.seq ?? 0) + 1, 0);
    this.audit.unshift(line);
    this.publish('audit.appended', line);
  }

  /** Leaves the line that every new session leaves. */
  opened(session: string): void {
    const seq = (this.audit[0]?.seq ?? 0) + 1;
    const time = new Date().toISOString();
    const line: AuditView = {
      seq,
      time,
      agent: 'person',
      session,
      action: 'session',
      outcome: 'info',
      detail: `${session} may decide`,
    };
    this.audit.unshift(line);
    this.publish('audit.appended', line);
  }

  handlers(): Handlers<UiContract> {
    const all: Handlers<UiContract> = { ...this.#own(), ...this.secrets.handlers() };
    const gated = Object.entries(all).map(([name, handler]) => [
      name,
      async (...args: never[]) => {
        await this.hold;
        if (this.failure !== null) throw this.failure;
        return (handler as (...given: never[]) => unknown)(...args);
      },
    ]);
    return Object.fromEntries(gated) as Handlers<UiContract>;
  }

  #own(): Omit<Handlers<UiContract>, `secrets.${string}`> & Pick<Handlers<UiContract>, never> {
    return {
      'app.status': async (_input, { session, may }) => ({
        ...this.status,
        person: { ...this.status.person, session, mayDecide: this.status.person.mayDecide && may.has('decide') },
        pending: this.pending.length,
      }),
      'demo.start': async () => {
        void this.#demo();
        return { started: true };
      },
      'approvals.list': async ({ show }) => ({ items: show === 'pending' ? this.pending : this.decided }),
      'approvals.decide': async ({ id, verdict, remember }) => {
        const approval = this.pending.find((open) => open.id === id);
        if (approval === undefined) throw new AppError('not_found', 'This request is not open any more.');
        this.#settle(approval, verdict === 'approve', remember);
        return { state: verdict === 'approve' ? 'approved' : 'denied' };
      },
      'agents.list': async () => ({ agents: this.agents }),
      'agents.createKey': async ({ agent }) => ({
        id: 'key_new1',
        key: `cs_${agent}_sample0sample0sample0sample0sample0`,
        expiresAt: Date.now() + 90 * 86_400_000,
      }),
      'agents.revokeKey': async ({ agent, id }) => {
        this.#patchAgent(agent, ({ keys }) => ({ keys: keys.filter((key) => key.id !== id) }));
        return { revoked: true };
      },
      'agents.endGrant': async ({ id }) => {
        for (const agent of this.agents) {
          this.#patchAgent(agent.id, ({ grants }) => ({ grants: grants.filter((grant) => grant.id !== id) }));
        }
        return { ended: true };
      },
      'agents.pause': async ({ agent }) => {
        if (agent === null) this.status = { ...this.status, pausedSince: Date.now() };
        else this.#patchAgent(agent, () => ({ pausedSince: Date.now(), grants: [] }));
        return { questions: 1, commands: 0, grants: 1 };
      },
      'agents.resume': async ({ agent }) => {
        if (agent === null) delete this.status.pausedSince;
        else this.agents = this.agents.map((known) => (known.id === agent ? withoutPause(known) : known));
        return { resumed: true };
      },
      'agents.removeShare': async ({ agent, path }) => {
        this.#patchAgent(agent, ({ shares }) => ({ shares: shares.filter((share) => share.path !== path) }));
        return { removed: true };
      },
      'audit.list': async ({ before, limit }) => {
        const from = this.audit.filter(({ seq }) => before === undefined || seq < before);
        return { entries: from.slice(0, limit), more: from.length > limit };
      },
      'audit.verify': async () => this.verdictOfVerify,
    };
  }

  #patchAgent(id: string, patch: (agent: AgentView) => Partial<AgentView>): void {
    this.agents = this.agents.map((agent) => (agent.id === id ? { ...agent, ...patch(agent) } : agent));
    this.publish('agents.changed', {});
  }

  #settle(approval: Approval, approved: boolean, remembered: Approval['remembered']): void {
    this.pending = this.pending.filter(({ id }) => id !== approval.id);
    this.decided.unshift({
      ...approval,
      state: approved ? 'done' : 'denied',
      decidedAt: Date.now(),
      decidedBy: 'browser 1',
      waiting: false,
      ...(remembered === undefined ? {} : { remembered }),
      ...(approved ? { outcome: { kind: 'written', version: 1 } as const } : {}),
    });
    this.publish('approvals.changed', { pending: this.pending.length });
    this.note();
    this.#waiters.get(approval.id)?.(approved);
  }

  async #demo(): Promise<void> {
    const say = (step: DemoStep): void => this.publish('demo.step', step);
    say({ step: 'connected' });
    const steps = [
      { asked: { step: 'asked_to_store', text: 'demo/development' }, after: { step: 'stored' } },
      {
        asked: { step: 'asked_to_run', text: 'node -e …' },
        after: { step: 'ran', text: 'password is [REDACTED:DB_PASSWORD]' },
      },
    ] as const;
    for (const { asked, after } of steps) {
      const approval = request(createQuestion, { agent: 'demo', client: 'countersign demo' });
      const answer = new Promise<boolean>((resolve) => {
        this.#waiters.set(approval.id, resolve);
      });
      this.ask(approval);
      say(asked);
      if (!(await answer)) {
        say({ step: 'denied' });
        return;
      }
      say(after);
    }
    say({ step: 'finished' });
  }
}

const withoutPause = ({ pausedSince: _since, ...rest }: AgentView): AgentView => rest;
