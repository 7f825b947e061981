import { execFile } from 'node:child_process';

/** Runs pip with these arguments; false when no pip was there or none succeeded. */
export type RunPip = (args: readonly string[], signal?: AbortSignal) => Promise<boolean>;

const WAYS = [
  ['python3', '-m', 'pip'],
  ['pip3'],
  ['pip'],
  ['python', '-m', 'pip'],
  ['py', '-m', 'pip'],
] as const satisfies readonly (readonly string[])[];

const TEN_MINUTES = 600_000;

export function systemPip(env: Readonly<Record<string, string>>): RunPip {
  return async (args, signal) => {
    for (const [command, ...before] of WAYS) {
      if (signal?.aborted === true) return false;
      if (await succeeds({ command, args: [...before, ...args], env, signal })) return true;
    }
    return false;
  };
}

interface Run {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

function succeeds({ command, args, env, signal }: Run): Promise<boolean> {
  const options = { env, timeout: TEN_MINUTES, windowsHide: true, ...(signal && { signal }) };
  return new Promise((resolve) => {
    execFile(command, args, options, (error) => resolve(error === null));
  });
}
