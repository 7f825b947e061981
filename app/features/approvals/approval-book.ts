import type { AgentCaller } from '../../contract/agent-door.ts';
import type { Approval, ApprovalState, Remember } from '../../contract/ui/approvals.ts';
import { newId } from '../../domain/new-id.ts';
import { showUntrusted } from '../../domain/untrusted-text.ts';
import type { Approvals, OpenApproval } from '../../gate/approvals.ts';
import type { Audit } from '../../gate/audit.ts';
import type { Ask } from '../../gate/plan.ts';
import { AppError } from '../../kernel/errors.ts';
import { approvalId, type ApprovalId } from '../../kernel/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Journal } from '../../ports/state.ts';

import { Grants } from './grants.ts';
import { KEPT, type Kept } from './approval-record.ts';
import { PendingApproval } from './pending-approval.ts';
import { eventOf, subjectOf } from './subject.ts';

const EXPIRES_MS = 10 * 60_000;
const MAX_OPEN_PER_AGENT = 5;
/** Each step of a question adds a line to the journal. Beyond this it is written anew with the last line of each. */
const LARGE_JOURNAL = 4 * 1024 * 1024;

export interface BookDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly audit: Audit;
  /** A yes that becomes a share; durable when it resolves. */
  readonly share: (share: {
    readonly agent: string;
    readonly paths: readonly string[];
    readonly list: boolean;
  }) => Promise<void>;
  readonly changed: (approval: Approval) => void;
  readonly grantsChanged: () => void;
}

/** Every question to the person: open ones, decided ones, and the yeses that still hold. */
export class ApprovalBook implements Approvals {
  readonly grants: Grants;
  /** What an earlier run left could not be read: it counts as nothing. */
  journalUnreadable = false;
  readonly #deps: BookDeps;
  readonly #open = new Map<string, PendingApproval>();
  readonly #decided: Kept[] = [];
  readonly #deciding = new Set<string>();
  /** Agents whose question is being written down, once for each. */
  readonly #asking: string[] = [];
  /** How large the journal may become before it is written anew. */
  #roomOfJournal = LARGE_JOURNAL;

  constructor(deps: BookDeps) {
    this.#deps = deps;
    this.grants = new Grants(deps.clock, deps.grantsChanged);
  }

  /** What an earlier run of the app decided, oldest first. */
  adopt(decidedBefore: readonly Kept[]): void {
    this.#decided.unshift(...decidedBefore.slice(-KEPT));
  }

  grantOf(agent: string, tool: string, digest: string): string | null {
    return this.grants.covering(agent, tool, digest);
  }

  async ask(
    { tool, ask, digest, reason }: { tool: string; ask: Ask; digest: string; reason: string | undefined },
    caller: AgentCaller,
  ): Promise<OpenApproval> {
    this.#rejectTooMany(caller.agent);
    const { clock, journal } = this.#deps;
    const view = this.#firstView({ tool, ask, reason, caller });
    const pending = new PendingApproval(
      { view, digest, shareScopes: ask.shareScopes, recovery: ask.recovery },
      {
        keep: (record) => journal.append(record),
        changed: (approval) => this.#changed(approval),
        now: () => clock.now(),
      },
    );
    this.#asking.push(caller.agent);
    try {
      await journal.append(pending.record);
    } finally {
      this.#asking.splice(this.#asking.indexOf(caller.agent), 1);
    }
    this.#open.set(view.id, pending);
    const cancel = clock.after(EXPIRES_MS, () => void this.#expire(pending));
    void pending.verdict.then(cancel);
    this.#deps.changed(view);
    return pending;
  }

  /** Oldest first. */
  pending(): readonly Approval[] {
    return [...this.#open.values()].map(({ view }) => view).filter(({ state }) => state === 'pending');
  }

  /** Newest first; what is being carried out counts as decided. */
  decided(limit: number): readonly Approval[] {
    const running = [...this.#open.values()].map(({ view }) => view).filter(({ state }) => state !== 'pending');
    return [...this.#decided.map(({ view }) => view), ...running].toReversed().slice(0, limit);
  }

  async decide(
    id: ApprovalId,
    verdict: 'approve' | 'deny',
    by: { readonly session: string; readonly remember: Remember },
  ): Promise<ApprovalState> {
    const approval = this.#open.get(id);
    if (approval === undefined || approval.view.state !== 'pending' || this.#deciding.has(id)) {
      throw settledAlready();
    }
    if (verdict === 'approve' && !approval.view.offers.includes(by.remember)) {
      throw new AppError('bad_input', 'This request cannot be remembered that way.', { next: 'Approve it once.' });
    }
    this.#deciding.add(id);
    try {
      // The timer stood still while the machine slept.
      if (this.#deps.clock.now() >= approval.expiresAt) await this.#expire(approval);
      if (approval.settled) throw settledAlready();
      await this.#settle(approval, verdict, by);
    } finally {
      this.#deciding.delete(id);
    }
    return approval.view.state;
  }

  /** Nothing that was not decided survives the end of the app. */
  async stop(): Promise<void> {
    await Promise.all([...this.#open.values()].map((approval) => approval.lapse()));
    this.grants.clear();
  }

  #rejectTooMany(agent: string): void {
    const open = [...this.pending().map((approval) => approval.agent), ...this.#asking];
    if (open.filter((asker) => asker === agent).length < MAX_OPEN_PER_AGENT) return;
    throw new AppError('busy', `${MAX_OPEN_PER_AGENT} questions of yours wait for the person already.`, {
      next: 'Wait for an answer to one of them with vault_job, or cancel one.',
    });
  }

  async #settle(
    approval: PendingApproval,
    verdict: 'approve' | 'deny',
    by: { readonly session: string; readonly remember: Remember },
  ): Promise<void> {
    const { view } = approval;
    const event = eventOf(view);
    if (verdict === 'deny') {
      // A no counts even where the audit is broken.
      if (!(await approval.decide('deny', by))) throw settledAlready();
      await this.#deps.audit.record({ ...event, outcome: 'denied', detail: `by ${by.session}` }, { synced: false });
      return;
    }
    await this.#deps.audit.record({ ...event, outcome: 'approved', detail: `by ${by.session}, ${by.remember}` });
    try {
      if (!(await approval.decide('approve', by))) throw settledAlready();
    } catch (error) {
      // The line above says yes already.
      await this.#deps.audit.record(
        { ...event, outcome: 'failed', detail: 'the yes did not count' },
        { synced: false },
      );
      throw error;
    }
    await this.#remember(approval, by.remember);
  }

  async #remember(approval: PendingApproval, remember: Remember): Promise<void> {
    const { view } = approval;
    // Taken back or locked away while the yes was being written: then it opens nothing either.
    if (remember === 'once' || view.state === 'withdrawn' || view.state === 'void') return;
    if (remember === 'fifteen_minutes') {
      this.grants.add({
        id: newId('grant', this.#deps.random),
        agent: view.agent,
        tool: view.tool,
        subject: subjectOf(view),
        digest: approval.digest,
      });
      return;
    }
    await this.#deps.share({
      agent: view.agent,
      paths: approval.shareScopes,
      list: remember === 'share_use_and_list',
    });
  }

  async #expire(approval: PendingApproval): Promise<void> {
    await approval.expire();
    const { view } = approval;
    if (view.state !== 'expired') return;
    await this.#deps.audit.record({ ...eventOf(view), outcome: 'refused', detail: 'expired' }, { synced: false });
  }

  #changed(approval: PendingApproval): void {
    if (approval.settled && this.#open.delete(approval.id)) {
      this.#decided.push({ view: approval.view, record: approval.record });
      if (this.#decided.length > KEPT) this.#decided.shift();
      void this.#shortenJournal();
    }
    this.#deps.changed(approval.view);
  }

  async #shortenJournal(): Promise<void> {
    const { journal } = this.#deps;
    if (journal.bytes() < this.#roomOfJournal) return;
    this.#roomOfJournal = Number.POSITIVE_INFINITY; // Once at a time.
    const open = [...this.#open.values()].map(({ record }) => record);
    try {
      await journal.rewrite([...this.#decided.map(({ record }) => record), ...open]);
    } catch {
      // It goes on as it was; a later question tries again.
    }
    this.#roomOfJournal = Math.max(LARGE_JOURNAL, 2 * journal.bytes());
  }

  #firstView({
    tool,
    ask,
    reason,
    caller,
  }: {
    tool: string;
    ask: Ask;
    reason: string | undefined;
    caller: AgentCaller;
  }): Approval {
    const { clock, random } = this.#deps;
    const now = clock.now();
    return {
      id: approvalId.parse(newId('apr', random)),
      state: 'pending',
      agent: caller.agent,
      ...(caller.client === undefined
        ? {}
        : { client: showUntrusted(`${caller.client.name} ${caller.client.version}`) }),
      ...(caller.process === undefined ? {} : { process: caller.process }),
      door: caller.door,
      tool,
      question: ask.question,
      flags: [...ask.flags],
      ...(reason === undefined || reason === '' ? {} : { reason: showUntrusted(reason) }),
      offers: [...ask.offers],
      ...(ask.shareScopes.length === 0 ? {} : { shareScope: ask.shareScopes.join(', ') }),
      requestedAt: now,
      expiresAt: now + EXPIRES_MS,
      waiting: true,
    };
  }
}

const settledAlready = (): AppError =>
  new AppError('conflict', 'This question is settled already.', { next: 'Look at the decided ones.' });
