import { afterEach, describe, expect, it } from 'vitest';

import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { asTyped } from '../../../main/cli/as-typed.ts';
import { ROOT } from '../../stories/running-app.ts';

const before = process.cwd();
afterEach(() => process.chdir(before));

describe('advice in a clone', () => {
  it('names the command as it works in the folder of the clone', () => {
    process.chdir(ROOT);
    expect(asTyped('`countersign open` makes another; `npx countersign open` stays.')).toBe(
      '`npx countersign open` makes another; `npx countersign open` stays.',
    );
  });

  it('names it by its path in any other folder', () => {
    process.chdir(tmpdir());
    const path = join(ROOT, 'bin', 'countersign.cjs');
    const named = path.includes(' ') ? `"${path}"` : path;
    expect(asTyped('Use: countersign secret update a/b')).toBe(`Use: node ${named} secret update a/b`);
    expect(asTyped('Run `npx countersign open`.')).toBe(`Run \`node ${named} open\`.`);
    const once = asTyped('countersign open');
    expect(asTyped(once)).toBe(once);
  });

  it('leaves the name alone where it is no command', () => {
    expect(asTyped('countersign opens nothing; /bin/countersign status')).toBe(
      'countersign opens nothing; /bin/countersign status',
    );
  });
});
