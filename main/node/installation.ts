import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { z } from 'zod';

/** The folder that holds `assets/`, whether this runs from the sources or from the build. */
export function installationFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'assets', 'openbao.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('The installation is incomplete: assets/openbao.json is missing.');
    folder = above;
  }
  return folder;
}

const manifest = z.object({ version: z.string() });

export const installedVersion = (): string =>
  manifest.parse(JSON.parse(readFileSync(join(installationFolder(), 'package.json'), 'utf8'))).version;

/** What an MCP client runs. By absolute paths: programs with a window rarely have the PATH of a terminal. */
export const shimCommand = (): readonly [string, ...string[]] => [
  process.execPath,
  join(installationFolder(), 'bin', 'countersign.cjs'),
  'mcp',
];
