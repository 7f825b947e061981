import type { ChildProcess } from 'node:child_process';

import type { Cancel, Clock } from '../../../app/ports/clock.ts';
import type { ProcessEnd, RunningProcess } from '../../../app/ports/processes.ts';

import { groupOf, type ProcessGroup } from './process-group.ts';

/** From being asked to end to being made to. */
export const GRACE_MS = 5000;
/** For output that is on its way when the process is gone; who still holds the pipes then is not waited for. */
const DRAIN_MS = 500;
const LOOK_MS = 50;

export class RunningChild implements RunningProcess {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess;
  readonly #clock: Clock;
  readonly #group: ProcessGroup;
  #settle: (end: ProcessEnd) => void = () => undefined;
  #isEnding = false;
  #isKilled = false;
  #isSettled = false;
  #cancel: Cancel = () => undefined;
  #look: Cancel = () => undefined;

  constructor(child: ChildProcess, pid: number, clock: Clock) {
    this.pid = pid;
    this.#child = child;
    this.#clock = clock;
    this.#group = groupOf(child, pid);
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
    child.once('exit', () => this.#onExit());
    child.once('close', () => this.#onClose());
  }

  end(): void {
    if (this.#isEnding || this.#isSettled) return;
    this.#isEnding = true;
    this.#cancel();
    this.#group.signal('SIGTERM');
    this.#cancel = this.#clock.after(GRACE_MS, () => this.#kill());
    if (this.#hasExited()) this.#onExit();
  }

  #kill(): void {
    this.#isKilled = true;
    this.#group.signal('SIGKILL');
    this.#cancel = this.#clock.after(DRAIN_MS, () => this.#cutOff());
  }

  #onExit(): void {
    if (this.#isSettled) return;
    if (!this.#isEnding) {
      // What it left behind has the secrets in its environment: it gets a moment to finish its output and no more.
      this.#cancel = this.#clock.after(DRAIN_MS, () => this.end());
      return;
    }
    if (this.#group.isAlive()) return;
    this.#cancel();
    this.#cancel = this.#clock.after(DRAIN_MS, () => this.#cutOff());
  }

  #onClose(): void {
    if (this.#isKilled || !this.#group.isAlive()) {
      this.#finish();
      return;
    }
    // Others of the group have closed their output and go on: they are asked to end, and made to after five seconds.
    this.end();
    this.#look = this.#clock.after(LOOK_MS, () => this.#onClose());
  }

  /** A grandchild in a session of its own cannot be ended with the group, but it cannot hold the call either. */
  #cutOff(): void {
    this.#child.stdin?.destroy();
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    this.#finish();
  }

  #finish(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#cancel();
    this.#look();
    const { exitCode, signalCode } = this.#child;
    this.#settle(this.#hasExited() ? { exitCode, signal: signalCode } : { exitCode: null, signal: 'SIGKILL' });
  }

  #hasExited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
