import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/e2e/**', 'node_modules/**', 'build/**'],
    reporters: ['default', ['json', { outputFile: 'build/test/unit.json' }]],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: { include: ['{app,main}/**/*.ts'] },
  },
});
