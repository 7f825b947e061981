/**
 * The one table of error codes. `http` is the status that REST answers give, `exit` the exit code of the command
 * (0 done, 1 failed, 2 usage, 3 not logged in, 4 denied, 5 timed out waiting for the person).
 */
export const ERROR_TABLE = {
  bad_input: { http: 400, exit: 2 },
  invalid_path: { http: 400, exit: 2 },
  value_too_large: { http: 413, exit: 2 },
  unknown_call: { http: 404, exit: 2 },
  unauthenticated: { http: 401, exit: 3 },
  forbidden: { http: 403, exit: 4 },
  denied: { http: 403, exit: 4 },
  denied_by_rule: { http: 403, exit: 4 },
  paused: { http: 403, exit: 4 },
  expired: { http: 403, exit: 5 },
  withdrawn: { http: 409, exit: 5 },
  not_found: { http: 404, exit: 1 },
  conflict: { http: 409, exit: 1 },
  ambiguous_reference: { http: 409, exit: 2 },
  executable_not_found: { http: 400, exit: 2 },
  cwd_required: { http: 400, exit: 2 },
  busy: { http: 429, exit: 1 },
  rate_limited: { http: 429, exit: 1 },
  audit_unavailable: { http: 503, exit: 1 },
  app_not_open: { http: 503, exit: 1 },
  already_running: { http: 409, exit: 1 },
  port_in_use: { http: 409, exit: 1 },
  bao_missing: { http: 503, exit: 1 },
  bao_refused: { http: 503, exit: 1 },
  session_expired: { http: 401, exit: 3 },
  sealed: { http: 503, exit: 1 },
  vault_denied: { http: 403, exit: 1 },
  vault_error: { http: 502, exit: 1 },
  unavailable: { http: 503, exit: 1 },
  internal: { http: 500, exit: 1 },
} as const satisfies Record<string, { readonly http: number; readonly exit: number }>;

export type ErrorCode = keyof typeof ERROR_TABLE;

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERROR_TABLE, code);

export interface AppErrorOptions {
  /** What to do next, in one sentence: agents and people act on it. */
  readonly next?: string;
  readonly cause?: unknown;
}

/** An expected failure whose message is safe to show to a person and to an agent: it never holds a secret. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly next: string | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.next = options.next;
  }
}

/** Anything that is not an `AppError` is a bug: reported apart, masked here. */
export const asAppError = (error: unknown): AppError =>
  error instanceof AppError
    ? error
    : new AppError('internal', 'Something went wrong inside Countersign.', {
        next: 'Try again; if it stays, look at the log of the app.',
        cause: error,
      });
