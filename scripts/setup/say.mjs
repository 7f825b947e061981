/** Everything set-up has to say goes to stderr: stdout belongs to the app. @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

const QUIET_MS = 1000;

/** An expected failure of set-up: the person sees its message as one line, without a stack. */
export class SetupError extends Error {}

/**
 * Runs one piece of set-up; names it only when it takes longer than a second, so that a start with nothing to do is silent.
 * @template T
 * @param {string} label
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const begun = Date.now();
  const timer = setTimeout(() => say(`${label} …`), QUIET_MS);
  try {
    const result = await work();
    const took = Date.now() - begun;
    if (took >= QUIET_MS) say(`${label}: ${(took / 1000).toFixed(1)} s`);
    return result;
  } finally {
    clearTimeout(timer);
  }
}

/** An expected failure is one line, anything else is a bug and keeps its stack. @param {unknown} error */
export function describe(error) {
  if (error instanceof SetupError) return error.message;
  return String(error instanceof Error ? error.stack : error);
}

/**
 * Where every script begins and ends.
 * @param {() => Promise<number | undefined>} work its number is the exit code
 */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    say(describe(error));
    process.exitCode = 1;
  }
}
