import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Takes the lock as a process of its own would, and notes when it is inside. Arguments: module, folder, journal, name. */
const [module, folder, journal, name] = process.argv.slice(2);
const { underLock } = await import(module);
await underLock(
  folder,
  async () => {
    appendFileSync(journal, `in ${name}\n`);
    await sleep(30);
    appendFileSync(journal, `out ${name}\n`);
  },
  { pollMs: 5 },
);
