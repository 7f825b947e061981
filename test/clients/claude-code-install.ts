import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The version that was looked at; a newer one may speak to servers in other ways. */
const VERSION = '2.1.329';
const PACKAGE = '@anthropic-ai/claude-code';
const FOLDER = path.resolve(import.meta.dirname, '../../build/clients/claude-code');
const INSTALL_MS = 150_000;

export type Installed = { readonly program: string } | { readonly missing: string };

/** Installs Claude Code's command line apart from the repository, once; tells why where that does not work. */
export async function claudeCode(): Promise<Installed> {
  if (installedVersion() !== VERSION) {
    try {
      await mkdir(FOLDER, { recursive: true });
      const args = ['install', '--prefix', FOLDER, '--no-save', '--no-package-lock', '--no-audit', '--no-fund'];
      await run('npm', [...args, `${PACKAGE}@${VERSION}`], { cwd: FOLDER, timeout: INSTALL_MS });
    } catch (error) {
      return { missing: `npm could not install ${PACKAGE}: ${(error as Error).message.split('\n')[0]}` };
    }
  }
  const candidates = [`${PACKAGE}-${process.platform}-${process.arch}/claude`, `${PACKAGE}/bin/claude.exe`];
  const program = candidates.map((file) => path.join(FOLDER, 'node_modules', file)).find((file) => existsSync(file));
  return program === undefined ? { missing: `${PACKAGE} has no program for this system.` } : { program };
}

function installedVersion(): string | undefined {
  const manifest = path.join(FOLDER, 'node_modules', PACKAGE, 'package.json');
  return existsSync(manifest) ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version : undefined;
}
