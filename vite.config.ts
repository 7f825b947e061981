import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type EnvironmentOptions } from 'vite';

const builtin = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)];

interface Host {
  readonly entry: string;
  readonly file: string;
  readonly format: 'es' | 'cjs';
  readonly target: string;
}

const hosts: Readonly<Record<string, Host>> = {
  cli: { entry: 'main/cli/main.ts', file: 'cli.js', format: 'es', target: 'node24' },
  // Clients start this one with whatever Node they find, so it is older and plainer.
  shim: { entry: 'main/cli/mcp-shim.ts', file: 'mcp-shim.cjs', format: 'cjs', target: 'node20' },
};

const present = Object.entries(hosts).filter(([, host]) => existsSync(join(import.meta.dirname, host.entry)));

export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react(), tailwindcss()],
  server: { host: '127.0.0.1', port: 5199, strictPort: true },
  builder: {
    async buildApp(builder) {
      for (const name of ['client', ...present.map(([key]) => key)]) {
        const environment = builder.environments[name];
        if (environment !== undefined) await builder.build(environment);
      }
    },
  },
  environments: {
    client: {
      build: {
        outDir: '../build/renderer',
        emptyOutDir: true,
        target: 'chrome140',
        // Everything is served from files: the policy allows no inline code, and data: for images only.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 1200,
      },
    },
    ...Object.fromEntries(present.map(([key, host]) => [key, hostEnvironment(host)])),
  },
});

function hostEnvironment({ entry, file, format, target }: Host): EnvironmentOptions {
  return {
    consumer: 'server',
    resolve: { noExternal: true, external: builtin, conditions: ['node', 'import', 'module', 'default'] },
    build: {
      outDir: '../build/main',
      emptyOutDir: false,
      target,
      minify: false,
      sourcemap: true,
      ssr: true,
      rolldownOptions: {
        input: join(import.meta.dirname, entry),
        external: builtin,
        platform: 'node',
        output: {
          format,
          entryFileNames: file,
          codeSplitting: false,
          // Without comments and spaces, names kept: half the text to read at each start, and errors still tell where.
          minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
        },
      },
    },
  };
}
