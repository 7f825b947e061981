import { z } from 'zod';

import type { Answer } from './node-vault-client.ts';
import { parseJson } from './answers.ts';

/** What only the server's text tells. The text is read here to choose among our own, and goes no further. */
type Said = 'cas' | 'sealed' | 'too_large' | 'no_namespace' | 'no_mount';

interface Clue {
  readonly said: Said;
  readonly statuses: readonly number[];
  readonly wording: RegExp;
}

const CLUES: readonly Clue[] = [
  { said: 'cas', statuses: [400], wording: /check-and-set parameter|\bcas\b.*(?:mismatch|not match)/i },
  { said: 'sealed', statuses: [503, 500], wording: /\b(?:vault|openbao|core) is sealed/i },
  { said: 'too_large', statuses: [400, 413, 500], wording: /too large/i },
  { said: 'no_namespace', statuses: [404], wording: /namespace not found/i },
  { said: 'no_mount', statuses: [404], wording: /no handler for route/i },
];

const errorBody = z.object({ errors: z.array(z.string()).nullish() });

export function serverSaid(answer: Answer): Said | null {
  const text = errorTexts(answer).join('\n');
  const clue = CLUES.find(({ statuses, wording }) => statuses.includes(answer.status) && wording.test(text));
  return clue?.said ?? null;
}

/**
 * Both servers answer an unknown token with a bare "permission denied", or add "invalid token", while a policy that
 * lacks a rule gives "1 error occurred". A token without the default policy may not look itself up, and yet lives.
 */
export const deniedByPolicy = (answer: Answer): boolean =>
  answer.status === 403 && errorTexts(answer).some((text) => text.startsWith('1 error occurred'));

/** Nothing there: the plain 404 of a KV engine, as against a 404 for a route or namespace that does not exist. */
export const isPlainAbsence = (answer: Answer): boolean =>
  answer.status === 404 && errorBody.safeParse(parseJson(answer.text)).data?.errors?.length === 0;

const errorTexts = (answer: Answer): readonly string[] =>
  errorBody.safeParse(parseJson(answer.text)).data?.errors ?? [];
