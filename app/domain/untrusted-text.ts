const MAX_SHOWN = 500;

/**
 * Controls, direction marks, zero-width characters, fillers, variation selectors and the empty braille cell: what is
 * invisible would let a text pose as something else, or carry words that only a machine reads.
 */
const DECEPTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Makes an agent's words safe to show: what cannot be seen is written out, and it is cut where it is long. */
export function showUntrusted(text: string): string {
  const escaped = text.replaceAll(
    DECEPTIVE,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`,
  );
  // By code point, so that none is cut in two.
  const characters = Array.from(escaped);
  return characters.length <= MAX_SHOWN
    ? escaped
    : `${characters.slice(0, MAX_SHOWN).join('')}… (+${characters.length - MAX_SHOWN} characters)`;
}
