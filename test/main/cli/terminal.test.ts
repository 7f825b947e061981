import { PassThrough } from 'node:stream';

import { describe, expect, it } from 'vitest';

import { systemTerminal } from '../../../main/cli/terminal.ts';

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

/** A terminal over streams; `isTTY` where a person sits there. */
function opened({ isTTY }: { readonly isTTY: boolean }) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const terminal = systemTerminal({ stdin: Object.assign(stdin, { isTTY }), stdout, stderr });
  const shown = (): string => `${String(stdout.read() ?? '')}${String(stderr.read() ?? '')}`;
  return { stdin, shown, value: terminal.secretValue('Value of KEY') };
}

describe('a value that is typed', () => {
  it('is never shown', async () => {
    const { stdin, shown, value } = opened({ isTTY: true });
    stdin.write('s3cret value\r');
    expect(await value).toBe('s3cret value');
    expect(shown()).toBe('Value of KEY: \n');
  });

  it('is missing when the person ends the input instead', async () => {
    const { stdin, value } = opened({ isTTY: true });
    stdin.write(CTRL_D);
    await expect(value).rejects.toMatchObject({ code: 'bad_input', message: 'There is no value.' });
  });

  it('is missing when its terminal goes away', async () => {
    const { stdin, value } = opened({ isTTY: true });
    stdin.end();
    await expect(value).rejects.toMatchObject({ code: 'bad_input' });
  });

  it('is missing when nothing was typed before Enter', async () => {
    const { stdin, value } = opened({ isTTY: true });
    stdin.write('\r');
    await expect(value).rejects.toMatchObject({ code: 'bad_input', message: 'There is no value.' });
  });

  it('is taken back by Ctrl+C', async () => {
    const { stdin, value } = opened({ isTTY: true });
    stdin.write(`half${CTRL_C}`);
    await expect(value).rejects.toMatchObject({ code: 'withdrawn' });
  });
});

describe('a value that is piped in', () => {
  it('loses the line break that the shell put behind it, and no other', async () => {
    const { stdin, value } = opened({ isTTY: false });
    stdin.end('two\nlines\n');
    expect(await value).toBe('two\nlines');
  });

  it.each(['', '\n'])('is missing when it is %j', async (text) => {
    const { stdin, value } = opened({ isTTY: false });
    stdin.end(text);
    await expect(value).rejects.toMatchObject({ code: 'bad_input', message: 'There is no value.' });
  });
});
