// From starting the app to a vault that answers: the first start of a home, and the next one.
import { signIn, untilReady } from '../stories/person.ts';
import { newHome, removeHome, startApp } from '../stories/running-app.ts';

import { report, rounded } from './parts/figures.ts';
import { residentMib } from './parts/memory.ts';

const home = await newHome();
for (const [name, budget] of [
  ['first', 8000],
  ['second', 3000],
] as const) {
  const began = performance.now();
  const app = await startApp({ home, built: true, env: { LOG_LEVEL: 'warn' } });
  const door = performance.now() - began;
  await untilReady(await signIn(app, app.code));
  const ready = performance.now() - began;
  report({ row: `app, ${name} start: page can be opened`, value: rounded(door, 0), unit: 'ms' });
  report({ row: `app, ${name} start: vault ready`, value: rounded(ready, 0), unit: 'ms', budget });
  report({
    row: `core, resident memory after the ${name} start`,
    value: rounded(await residentMib(app.pid), 0),
    unit: 'MiB',
    budget: 180,
  });
  await app.stop();
}
await removeHome(home);
