import { startHarness } from './server.ts';

/** `node test/e2e/ui-harness/serve.ts [PORT]`: build the renderer first; prints a new address on Enter. */
const harness = await startHarness(Number(process.argv[2] ?? 8095));
process.stdout.write(`${harness.address()}\n`);

process.stdin.on('data', () => {
  process.stdout.write(`${harness.address()}\n`);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    void harness.stop().then(() => process.exit(0));
  });
}
