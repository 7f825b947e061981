const MAX_SHOWN = 500;

/** Controls, direction marks, zero-width and other invisible characters: they would let a text pose as something else. */
const DECEPTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

/** Makes an agent's words safe to show: what cannot be seen is written out, and it is cut where it is long. */
export function showUntrusted(text: string): string {
  const escaped = text.replaceAll(
    DECEPTIVE,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`,
  );
  return escaped.length <= MAX_SHOWN
    ? escaped
    : `${escaped.slice(0, MAX_SHOWN)}… (+${escaped.length - MAX_SHOWN} characters)`;
}
