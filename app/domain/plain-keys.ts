import { AppError } from '../kernel/errors.ts';

/** Custom metadata of an entry that names the keys which hold no secret: host, port, user name. */
export const PLAIN_METADATA = 'countersign_plain';

/** What the server allows for one custom metadata value. */
const MAX_LENGTH = 512;

export const plainKeys = (custom: Readonly<Record<string, string>>): ReadonlySet<string> =>
  new Set((custom[PLAIN_METADATA] ?? '').split(',').filter((key) => key !== ''));

export function plainMetadata(keys: readonly string[]): string | null {
  if (keys.some((key) => key === '' || key.includes(','))) {
    throw new AppError('bad_input', 'A key with a comma in its name cannot be marked plain.');
  }
  const text = [...new Set(keys)].toSorted().join(',');
  if (text.length > MAX_LENGTH) {
    throw new AppError('bad_input', 'Too many keys are marked plain.', { next: 'Split the entry, or unmark some.' });
  }
  return text === '' ? null : text;
}
