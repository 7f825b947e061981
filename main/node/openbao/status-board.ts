import type { ErrorCode } from '../../../app/kernel/errors.ts';
import { AppError } from '../../../app/kernel/errors.ts';
import type { FoundBao } from './find-binary.ts';

export interface BaoStatus {
  readonly state: 'starting' | 'ready' | 'sealed' | 'failed' | 'stopped';
  /** For people: what is under way or wrong. */
  readonly detail: string;
  readonly code?: ErrorCode;
  readonly next?: string;
  readonly binary?: FoundBao;
  readonly pid?: number;
  /** The end of the server's log without credentials, where it failed. */
  readonly logTail?: readonly string[];
}

export interface StatusBoard {
  status(): BaoStatus;
  set(status: BaoStatus): void;
  onStatus(listener: (status: BaoStatus) => void): () => void;
  /** Resolves when it is ready, rejects when that failed or was stopped. */
  outcome(): Promise<void>;
}

export function createStatusBoard(): StatusBoard {
  let current: BaoStatus = { state: 'stopped', detail: 'OpenBao was not started.' };
  const listeners = new Set<(status: BaoStatus) => void>();
  const onStatus: StatusBoard['onStatus'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    status: () => current,
    set(status) {
      current = status;
      for (const listener of listeners) listener(status);
    },
    onStatus,
    outcome: () =>
      new Promise((resolve, reject) => {
        const judge = (status: BaoStatus): void => {
          if (status.state === 'starting') return;
          unsubscribe();
          if (status.state === 'ready') resolve();
          else reject(errorOf(status));
        };
        const unsubscribe = onStatus(judge);
        judge(current);
      }),
  };
}

/** Why OpenBao cannot be used as things stand. */
export const errorOf = ({ state, code, detail, next }: BaoStatus): AppError =>
  new AppError(code ?? (state === 'sealed' ? 'sealed' : 'unavailable'), detail, next === undefined ? {} : { next });
