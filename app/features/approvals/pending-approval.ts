import type { Approval, Remember } from '../../contract/ui/approvals.ts';
import { isSettled, nextPhase, type ApprovalEvent } from '../../domain/approval-state.ts';
import type { OpenApproval, Verdict } from '../../gate/approvals.ts';
import type { Outcome } from '../../gate/plan.ts';
import type { Json } from '../../kernel/json.ts';

import { recordOf, type ApprovalRecord } from './approval-record.ts';

export interface PendingDeps {
  /** Durable when it resolves. */
  readonly keep: (record: ApprovalRecord) => Promise<void>;
  readonly changed: (approval: PendingApproval) => void;
  readonly now: () => number;
}

/** One question from asking to the end of its effect. Every step is decided at once and durable before it counts. */
export class PendingApproval implements OpenApproval {
  readonly digest: string;
  readonly shareScopes: readonly string[];
  readonly verdict: Promise<Verdict>;
  #view: Approval;
  readonly #recovery: Json | undefined;
  readonly #deps: PendingDeps;
  #settleVerdict: (verdict: Verdict) => void = () => undefined;

  constructor(
    first: {
      readonly view: Approval;
      readonly digest: string;
      readonly shareScopes: readonly string[];
      readonly recovery?: Json | undefined;
    },
    deps: PendingDeps,
  ) {
    this.#view = first.view;
    this.digest = first.digest;
    this.shareScopes = first.shareScopes;
    this.#recovery = first.recovery;
    this.#deps = deps;
    this.verdict = new Promise((resolve) => {
      this.#settleVerdict = resolve;
    });
  }

  get id(): Approval['id'] {
    return this.#view.id;
  }

  get expiresAt(): number {
    return this.#view.expiresAt;
  }

  get view(): Approval {
    return this.#view;
  }

  get record(): ApprovalRecord {
    return recordOf(this.#view, this.#recovery);
  }

  get settled(): boolean {
    return isSettled(this.#view.state);
  }

  setWaiting(waiting: boolean): void {
    if (waiting === this.#view.waiting || this.settled) return;
    this.#view = { ...this.#view, waiting };
    this.#deps.changed(this);
  }

  /** False where it was decided already. */
  async decide(
    verdict: 'approve' | 'deny',
    by: { readonly session: string; readonly remember: Remember },
  ): Promise<boolean> {
    const decided = await this.#step(verdict, {
      decidedAt: this.#deps.now(),
      decidedBy: by.session,
      ...(verdict === 'approve' ? { remembered: by.remember } : {}),
    });
    if (decided) this.#settleVerdict(verdict === 'approve' ? 'approved' : 'denied');
    return decided;
  }

  async expire(): Promise<void> {
    if (await this.#step('expire', { decidedAt: this.#deps.now() })) this.#settleVerdict('expired');
  }

  async withdraw(): Promise<boolean> {
    const withdrawn = await this.#step('withdraw', { decidedAt: this.#deps.now() });
    if (withdrawn) this.#settleVerdict('withdrawn');
    return withdrawn;
  }

  async lapse(): Promise<void> {
    if (await this.#step('lapse', { decidedAt: this.#deps.now() })) this.#settleVerdict('void');
  }

  begin(): Promise<boolean> {
    return this.#step('begin');
  }

  async end(outcome: Outcome): Promise<void> {
    await this.#step(outcome.kind === 'error' ? 'fail' : 'succeed', { outcome });
  }

  async #step(event: ApprovalEvent, more: Partial<Approval> = {}): Promise<boolean> {
    const state = nextPhase(this.#view.state, event);
    if (state === null) return false;
    // Set before the file is written, so that a second event cannot take the same step meanwhile.
    const before = this.#view;
    this.#view = { ...before, ...more, state, waiting: before.waiting && !isSettled(state) };
    try {
      await this.#deps.keep(this.record);
    } catch (error) {
      if (event === 'approve' || event === 'begin') {
        // A yes that is not durable is no yes, unless something else came in between: that stays.
        if (this.#view.state === state) this.#view = { ...before, waiting: this.#view.waiting };
        throw error;
      }
      // Every other step only narrows: a restart would find the question void, or look up its effect.
    }
    this.#deps.changed(this);
    return true;
  }
}
