import path from 'node:path';

import envPaths from 'env-paths';

/** Where this user's Countersign keeps everything. Free of other dependencies: the shim starts often and must start fast. */
export function homeFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const chosen = env['COUNTERSIGN_HOME'];
  return chosen === undefined || chosen === '' ? envPaths('countersign', { suffix: '' }).data : path.resolve(chosen);
}

/** Tells where a running core listens. */
export const endpointsFile = (home: string): string => path.join(home, 'run', 'endpoints.json');
