import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { installationFolder } from '../node/installation.ts';

const COMMAND =
  /(?<![\w/-])(?:npx )?countersign (?=(?:serve|open|status|demo|mcp|secret|agent|COMMAND|--help)(?![\w-]))/g;

/** Texts say `countersign …`; what a person copies has to work where they are. A clone puts nothing on anybody's PATH. */
export const asTyped = (text: string): string => text.replaceAll(COMMAND, () => `${commandHere()} `);

function commandHere(): string {
  const root = installationFolder();
  if (!existsSync(join(root, 'scripts', 'start.mjs'))) return 'countersign';
  if (process.cwd() === root) return 'npx countersign';
  const path = join(root, 'bin', 'countersign.cjs');
  return `node ${path.includes(' ') ? `"${path}"` : path}`;
}
