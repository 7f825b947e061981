import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

import { AppError } from '../../app/kernel/errors.ts';

import { asTyped } from './as-typed.ts';

/** Where a command writes: results on standard output, everything for people on standard error. */
export interface Terminal {
  out(text: string): void;
  note(text: string): void;
  /** A value from standard input, or typed unseen where a person sits there. */
  secretValue(question: string): Promise<string>;
}

export const systemTerminal = (): Terminal => ({
  out: (text) => void process.stdout.write(`${text}\n`),
  note: (text) => void process.stderr.write(`${asTyped(text)}\n`),
  secretValue: (question) => (process.stdin.isTTY ? typedUnseen(question) : fromStandardInput()),
});

async function fromStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  // A shell's `echo` ends with a line break that is not part of the value.
  const value = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (value === '') {
    throw new AppError('bad_input', 'There is no value on standard input.', {
      next: 'Pipe it in: `printf %s "$VALUE" | countersign secret create app/environment/NAME`.',
    });
  }
  return value;
}

function typedUnseen(question: string): Promise<string> {
  process.stderr.write(`${question}: `);
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: unseen, terminal: true });
  return new Promise((resolve, reject) => {
    lines.once('SIGINT', () => {
      lines.close();
      reject(new AppError('withdrawn', 'Cancelled.'));
    });
    lines.question('', (value) => {
      process.stderr.write('\n');
      lines.close();
      resolve(value);
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
