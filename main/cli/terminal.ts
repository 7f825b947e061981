import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

import { AppError } from '../../app/kernel/errors.ts';

import { asTyped } from './as-typed.ts';

/** Where a command writes: results on standard output, everything for people on standard error. */
export interface Terminal {
  out(text: string): void;
  note(text: string): void;
  /** How it failed, on standard error, as JSON where that was asked for. */
  failed(error: AppError, json: boolean): void;
  /** A value from standard input, or typed unseen where a person sits there. Throws `bad_input` where there is none. */
  secretValue(question: string): Promise<string>;
}

interface Streams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

export const systemTerminal = ({ stdin, stdout, stderr }: Streams = process): Terminal => {
  const note = (text: string): void => void stderr.write(`${asTyped(text)}\n`);
  return {
    out: (text) => void stdout.write(`${text}\n`),
    note,
    failed({ code, message, next }, json) {
      if (!json) note(next === undefined ? message : `${message}\n${next}`);
      // The texts are put right before they become JSON: a path in them needs escapes of its own.
      else stderr.write(`${JSON.stringify({ code, message: asTyped(message), next: next && asTyped(next) })}\n`);
    },
    async secretValue(question) {
      const value = await (stdin.isTTY === true ? typedUnseen(question, { stdin, stderr }) : allOf(stdin));
      if (value !== '') return value;
      throw new AppError('bad_input', 'There is no value.', {
        next: 'Type it at the prompt, or pipe it in: `printf %s "$VALUE" | countersign secret create app/environment/NAME`.',
      });
    },
  };
};

async function allOf(stdin: Streams['stdin']): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  // A shell's `echo` ends with a line break that is not part of the value.
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

/** Empty where the input ends, by Ctrl+D or because the terminal is gone. */
function typedUnseen(question: string, { stdin, stderr }: Pick<Streams, 'stdin' | 'stderr'>): Promise<string> {
  stderr.write(`${question}: `);
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: unseen, terminal: true });
  return new Promise((resolve, reject) => {
    lines.once('SIGINT', () => {
      reject(new AppError('withdrawn', 'Cancelled.'));
      lines.close();
    });
    lines.question('', (value) => {
      resolve(value);
      lines.close();
    });
    // Whichever came first stands; a close alone is the end of the input.
    lines.once('close', () => {
      stderr.write('\n');
      resolve('');
    });
  });
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
