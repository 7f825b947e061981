/** A sentence in pieces, so that names of secrets and commands can be set apart from the words around them. */
export interface SentencePart {
  readonly kind: 'words' | 'name';
  readonly text: string;
}

const MARK = '\uE000';

/**
 * Fills names into a translated sentence. They never pass through the translator, so nothing that an agent writes can
 * act as a placeholder there.
 */
export function sentenceOf(
  say: (placeholders: Readonly<Record<string, string>>) => string,
  names: Readonly<Record<string, string>>,
): readonly SentencePart[] {
  const keys = Object.keys(names);
  const placeholders = Object.fromEntries(keys.map((key) => [key, `${MARK}${key}${MARK}`]));
  return say(placeholders)
    .split(MARK)
    .map((piece, index): SentencePart =>
      index % 2 === 1 ? { kind: 'name', text: names[piece] ?? '' } : { kind: 'words', text: piece },
    )
    .filter(({ text }) => text !== '');
}

export const plainSentence = (parts: readonly SentencePart[]): string => parts.map(({ text }) => text).join('');
