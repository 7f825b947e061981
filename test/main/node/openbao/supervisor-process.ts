// Runs an embedded OpenBao in a process of its own, so that a test can kill it: `node supervisor-process.ts HOME`.
import { unmanagedBao } from './unmanaged-bao.ts';

const home = process.argv[2] ?? '';
const bao = await unmanagedBao({ home });
await bao.start(({ stage }) => process.stdout.write(`${stage}\n`));
process.stdout.write('ready\n');
setInterval(() => undefined, 60_000);
