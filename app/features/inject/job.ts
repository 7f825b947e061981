import { compileRedaction, type Redactor } from '../../domain/redaction/stream.ts';
import type { JobHandle, ToolResult } from '../../gate/plan.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Processes, RunningProcess, StartRequest } from '../../ports/processes.ts';

import { CappedOutput } from './output.ts';

export interface JobRequest {
  readonly id: string;
  readonly start: Omit<StartRequest, 'onOutput'>;
  /** What must not be seen in the output, by the name it is replaced with. */
  readonly hidden: Readonly<Record<string, Secret>>;
  readonly timeoutMs: number;
  readonly background: boolean;
}

export interface Job extends JobHandle {
  readonly result: Promise<ToolResult>;
}

/** Starts a command and follows it to its end: redacted first, cut afterwards, ended at its time. */
export async function startJob(
  { processes, clock }: { readonly processes: Processes; readonly clock: Clock },
  { id, start, hidden, timeoutMs, background }: JobRequest,
): Promise<Job> {
  const redaction = compileRedaction(Object.entries(hidden).map(([name, value]) => ({ name, value: value.reveal() })));
  const streams = { stdout: new RedactedStream(redaction.stream()), stderr: new RedactedStream(redaction.stream()) };
  const began = clock.monotonic();
  const process = await processes.start({ ...start, onOutput: (stream, chunk) => streams[stream].push(chunk) });
  let timedOut = false;
  const cancelTimeout = clock.after(timeoutMs, () => {
    timedOut = true;
    process.end();
  });
  const finish = async (): Promise<ToolResult> => {
    const { exitCode, signal } = await process.ended;
    cancelTimeout();
    const stdout = streams.stdout.end();
    const stderr = streams.stderr.end();
    return {
      exit_code: exitCode,
      ...(signal === null ? {} : { signal }),
      stdout: stdout.text(),
      stderr: stderr.text(),
      truncated: stdout.truncated || stderr.truncated,
      redacted: added(streams.stdout.counts(), streams.stderr.counts()),
      timed_out: timedOut,
      duration_ms: Math.round(clock.monotonic() - began),
    };
  };
  return { id, background, result: finish(), output: () => outputOf(streams), end: () => endOf(process) };
}

const endOf = (process: RunningProcess): void => process.end();

const outputOf = (
  streams: Readonly<Record<'stdout' | 'stderr', RedactedStream>>,
): { stdout: string; stderr: string } => ({
  stdout: streams.stdout.text(),
  stderr: streams.stderr.text(),
});

class RedactedStream {
  readonly #redactor: Redactor;
  readonly #output = new CappedOutput();

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  push(chunk: Uint8Array): void {
    this.#output.push(this.#redactor.write(chunk));
  }

  end(): CappedOutput {
    this.#output.push(this.#redactor.end());
    return this.#output;
  }

  text(): string {
    return this.#output.text();
  }

  counts(): Readonly<Record<string, number>> {
    return this.#redactor.counts();
  }
}

function added(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...names].map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]));
}
