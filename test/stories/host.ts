// The app as `countersign serve --json` starts it, with a clock that a test can move: one JSON command a line on stdin.
import { createInterface } from 'node:readline';

import { startHeadless } from '../../main/headless/start-headless.ts';
import { homeFolder } from '../../main/node/home-folder.ts';
import { offsetClock } from '../fakes/offset-clock.ts';

const clock = offsetClock();
const running = await startHeadless({
  home: homeFolder(),
  env: process.env,
  clock,
  log: (line) => void process.stderr.write(line),
});
process.stdout.write(`${JSON.stringify(running.ready)}\n`);

createInterface({ input: process.stdin }).on('line', (line) => {
  const { advance } = JSON.parse(line) as { advance: number };
  clock.advance(advance);
  process.stdout.write(`${JSON.stringify({ advanced: advance })}\n`);
});
const end = (): void => {
  void running.stop().then(() => process.exit(0));
};
process.once('SIGTERM', end);
process.once('SIGINT', end);
