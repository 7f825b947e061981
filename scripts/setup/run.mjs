import { spawn } from 'node:child_process';

import { SetupError } from './say.mjs';

/** @typedef {{ cwd: string, env?: NodeJS.ProcessEnv }} Place */
/** @typedef {{ status: number, output: string, timedOut: boolean }} Ended */

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const MAX_OUTPUT = 4 * 1024 * 1024;
const CANNOT_START = 127;

/**
 * Runs a command to its end with its input closed.
 * `output: 'keep'` returns what it printed, `'stderr'` passes it on, `'inherit'` also leaves it stdout.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Place & { output: 'keep' | 'stderr' | 'inherit', timeoutMs?: number, shell?: boolean }} options
 * @returns {Promise<Ended>}
 */
export function run(command, args, { cwd, env = process.env, output, timeoutMs, shell = false }) {
  const out = /** @type {const} */ ({ keep: 'pipe', stderr: 2, inherit: 'inherit' })[output];
  // A group of its own where it may have to be ended: installers start children that outlive a killed parent.
  const detached = timeoutMs !== undefined && process.platform !== 'win32';
  const err = output === 'keep' ? 'pipe' : 'inherit';
  const child = spawn(command, args, { cwd, env, shell, detached, stdio: ['ignore', out, err] });
  /** @param {NodeJS.Signals} signal */
  const end = (signal) => {
    if (detached && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
  };
  let kept = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      kept = (kept + text).slice(-MAX_OUTPUT);
    });
  }
  let timedOut = false;
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          end('SIGKILL');
        }, timeoutMs);
  const signals = passSignals(end);
  return new Promise((resolve) => {
    /** @param {number} status */
    const finish = (status) => {
      clearTimeout(timer);
      signals.stop();
      // Whoever was told to end ends the same way, but only after its child: a lock must outlive the work under it.
      const told = signals.got();
      if (told === null) resolve({ status, output: kept, timedOut });
      else process.kill(process.pid, told);
    };
    child.once('error', (error) => {
      kept += error.message;
      finish(CANNOT_START);
    });
    child.once('close', (code) => finish(code ?? 1));
  });
}

/**
 * Runs a command in this process's place: same terminal, same signals, same exit code.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Place} place
 * @returns {Promise<number>}
 */
export function handOver(command, args, { cwd, env = process.env }) {
  const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
  const signals = passSignals((signal) => {
    // A terminal sends Ctrl-C to the whole group; a second SIGINT would read as "quit at once".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new SetupError(`Cannot start ${command}: ${error.message}`)));
    child.once('exit', (code, signal) => {
      signals.stop();
      if (signal === null) resolve(code ?? 1);
      else process.kill(process.pid, signal);
    });
  });
}

/** @param {(signal: NodeJS.Signals) => void} pass */
function passSignals(pass) {
  /** @type {NodeJS.Signals | null} */
  let first = null;
  const listeners = SIGNALS.map((signal) => {
    const listener = () => {
      first ??= signal;
      pass(signal);
    };
    process.on(signal, listener);
    return /** @type {const} */ ([signal, listener]);
  });
  return {
    got: () => first,
    stop() {
      for (const [signal, listener] of listeners) process.off(signal, listener);
    },
  };
}
