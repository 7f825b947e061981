import { AppError } from '../../app/kernel/errors.ts';

import type { CommandClient } from './command-client.ts';
import type { Terminal } from './terminal.ts';

export interface Invocation {
  /** Words after the command's name, without options. */
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | boolean>>;
  readonly json: boolean;
  readonly home: string;
  readonly terminal: Terminal;
  /** Joins the running app for one piece of work, and leaves it however that ends: an open connection keeps the process. */
  readonly joined: <T>(work: (client: CommandClient) => Promise<T>) => Promise<T>;
}

interface Option {
  readonly type: 'string' | 'boolean';
  /** What stands behind it in the help. */
  readonly value?: string;
  readonly summary: string;
}

export interface Command {
  /** As typed: `secret list`. */
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, Option>>;
  /** The exit code, or nothing for 0. */
  run(invocation: Invocation): Promise<number | undefined>;
}

export function word(invocation: Invocation, index: number, usage: string): string {
  const found = invocation.words[index];
  if (found === undefined) throw new AppError('bad_input', 'Something is missing.', { next: `Usage: ${usage}` });
  return found;
}

export const textOption = ({ options }: Invocation, name: string): string | undefined => {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
};
