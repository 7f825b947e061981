import { SetupError } from '../setup/say.mjs';

const SIZES = ['small', 'full', 'soak'];
const PARTS = ['gates', 'unit', 'e2e'];
const USAGE = `Usage: npm test -- [--size ${SIZES.join('|')}] [--only ${PARTS.join('|')}]`;

/**
 * @param {readonly string[]} argv
 * @returns {{ size: string, parts: ReadonlySet<string> }}
 */
export function readArguments(argv) {
  let size = 'small';
  let parts = PARTS;
  for (let index = 0; index < argv.length; index += 2) {
    const value = argv[index + 1] ?? '';
    if (argv[index] === '--size' && SIZES.includes(value)) size = value;
    else if (argv[index] === '--only' && PARTS.includes(value)) parts = [value];
    else throw new SetupError(USAGE);
  }
  return { size, parts: new Set(parts) };
}
