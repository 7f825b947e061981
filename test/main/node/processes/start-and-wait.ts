import { existsSync } from 'node:fs';

import { startChild, testProcesses } from './start-child.ts';

/** Starts a child that outlives us, prints its number once it is on record, and waits to be killed. */
const recordFile = process.argv[2] ?? '';
const { child } = await startChild(testProcesses({ recordFile }), ['sleep', '1000']);
while (!existsSync(recordFile)) await new Promise((resolve) => setTimeout(resolve, 5));
process.stdout.write(`${child.pid}\n`);
setInterval(() => undefined, 1000);
