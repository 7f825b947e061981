import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import path from 'node:path';

import { build } from 'vite';

import { later } from '../node/agents-door/door-harness.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../../..');

/** Bundles the shim as the build does: one CommonJS file that needs nothing but Node. */
export async function bundledShim(folder: string): Promise<string> {
  await build({
    configFile: false,
    root: REPOSITORY,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: path.join(REPOSITORY, 'main/cli/mcp-shim.ts'),
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'mcp-shim.cjs', codeSplitting: false } },
    },
  });
  return path.join(folder, 'mcp-shim.cjs');
}

type Message = Record<string, unknown>;

/** A running shim, spoken to line by line. */
export class ShimProcess {
  readonly child: ChildProcess;
  readonly messages: Message[] = [];
  stdout = '';
  stderr = '';
  readonly exit: Promise<number | null>;
  #wake: () => void = () => undefined;
  #rest = '';
  #ended = false;

  constructor(command: readonly string[], env: Readonly<Record<string, string>>) {
    const [program = '', ...args] = command;
    this.child = spawn(program, args, { env: { PATH: '/usr/bin:/bin', ...env }, stdio: 'pipe' });
    this.child.stdout?.on('data', (chunk: Buffer) => this.#read(chunk));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.exit = new Promise((resolve) => {
      this.child.on('close', (code) => {
        this.#ended = true;
        this.#wake();
        resolve(code);
      });
    });
    later(() => this.child.kill('SIGKILL'));
  }

  /** Everything on standard output must be a message; this throws where it is not. */
  #read(chunk: Buffer): void {
    this.stdout += chunk.toString();
    const lines = (this.#rest + chunk.toString()).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = JSON.parse(line) as Message;
      if (message['jsonrpc'] !== '2.0') throw new Error(`Not MCP on standard output: ${line}`);
      this.messages.push(message);
    }
    this.#wake();
  }

  send(message: unknown): void {
    this.child.stdin?.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`);
  }

  async answer(id: unknown): Promise<Message> {
    for (;;) {
      const found = this.messages.find((message) => message['id'] === id && message['method'] === undefined);
      if (found !== undefined) return found;
      if (this.#ended) throw new Error(`The shim ended without an answer. ${this.stderr}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async ask(message: { readonly id: unknown }): Promise<Message> {
    this.send(message);
    return this.answer(message.id);
  }
}

const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '3' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

export const request = (id: unknown, method: string, params: Message = {}) => ({ jsonrpc: '2.0', id, method, params });
export const modern = (id: unknown, method: string, params: Message = {}) =>
  request(id, method, { ...params, _meta: MODERN });
export const initialize = (id: unknown, protocolVersion = '2025-06-18') =>
  request(id, 'initialize', { protocolVersion, capabilities: {}, clientInfo: { name: 'raw', version: '3' } });

/** The error that a failed tool call carries. */
export function toolError(message: Message): Message {
  const { isError, content } = message['result'] as { isError?: boolean; content: { text: string }[] };
  if (isError !== true) throw new Error(`Not an error: ${JSON.stringify(message)}`);
  return JSON.parse(content[0]!.text) as Message;
}
