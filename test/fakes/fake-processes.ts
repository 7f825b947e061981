import { AppError } from '../../app/kernel/errors.ts';
import type { ProcessEnd, Processes, StartRequest } from '../../app/ports/processes.ts';

interface FakeRun {
  readonly request: StartRequest;
  print(stream: 'stdout' | 'stderr', text: string): void;
  finish(end?: Partial<ProcessEnd>): void;
  readonly isAskedToEnd: boolean;
}

export interface FakeProcesses extends Processes {
  /** What was started, oldest first. */
  readonly runs: readonly FakeRun[];
  /** Plays that a program was replaced after it was looked up. */
  replace(path: string): void;
  stopAll(): Promise<void>;
}

/** Knows the programs of one folder, `/usr/bin`, and runs none of them. */
export function createFakeProcesses(programs: readonly string[] = ['node', 'env', 'sh']): FakeProcesses {
  const runs: FakeRun[] = [];
  const versions = new Map<string, number>();
  const identityOf = (path: string) => `${path}:${versions.get(path) ?? 1}`;
  const notFound = (message: string) => new AppError('executable_not_found', message);

  return {
    runs,
    replace: (path) => void versions.set(path, (versions.get(path) ?? 1) + 1),
    async resolve(command, _cwd, path) {
      const isThere = programs.includes(command) && path.split(':').includes('/usr/bin');
      if (!isThere) throw notFound('No program of this name was found.');
      const found = `/usr/bin/${command}`;
      return { path: found, invokedAs: found, identity: identityOf(found) };
    },
    async trustedPath(path) {
      const folders = path.split(':').filter((folder) => folder.startsWith('/'));
      return { path: folders.join(':'), folders };
    },
    async resolveFolder(cwd) {
      if (!cwd.startsWith('/')) throw new AppError('bad_input', 'The working folder is not there.');
      return cwd;
    },
    async start(request) {
      const { path, identity } = request.executable;
      if (identity !== identityOf(path)) throw notFound('The program was replaced after it was looked up.');
      let settle: (end: ProcessEnd) => void = () => undefined;
      let isAskedToEnd = false;
      const ended = new Promise<ProcessEnd>((resolve) => {
        settle = resolve;
      });
      runs.push({
        request,
        print: (stream, text) => request.onOutput(stream, new TextEncoder().encode(text)),
        finish: ({ exitCode = 0, signal = null } = {}) => settle({ exitCode, signal }),
        get isAskedToEnd() {
          return isAskedToEnd;
        },
      });
      return {
        pid: 1000 + runs.length,
        ended,
        end() {
          isAskedToEnd = true;
          settle({ exitCode: null, signal: 'SIGTERM' });
        },
      };
    },
    baseEnvironment: () => ({ HOME: '/home/person', LANG: 'C.UTF-8' }),
    stopAll: async () => undefined,
  };
}
