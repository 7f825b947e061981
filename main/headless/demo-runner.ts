import type { DemoRunner } from '../core/demo-runner.ts';
import { runDemo } from '../node/demo/demo-client.ts';
import { shimCommand } from '../node/installation.ts';

/** Runs the demonstration client as a client would run it: through the shim and the socket. */
export function demoRunner({
  home,
  version,
  stops,
}: {
  readonly home: string;
  readonly version: string;
  readonly stops: (() => Promise<void>)[];
}): DemoRunner {
  let running: { readonly stop: AbortController; readonly ended: Promise<unknown> } | null = null;
  const runner: DemoRunner = {
    start(onStep) {
      if (running !== null) return false;
      const stop = new AbortController();
      const ended = runDemo({
        command: shimCommand(),
        env: { ...process.env, COUNTERSIGN_HOME: home },
        cwd: home,
        version,
        onStep,
        signal: stop.signal,
      }).finally(() => {
        running = null;
      });
      running = { stop, ended };
      return true;
    },
    async stop() {
      running?.stop.abort();
      await running?.ended;
    },
  };
  stops.push(() => runner.stop());
  return runner;
}
