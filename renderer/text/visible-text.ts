const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` };

/**
 * Makes every character of somebody else's text visible: line breaks, direction marks, zero-width and unusual spaces
 * could otherwise make a request look like another one.
 */
export const visibleText = (text: string): string =>
  text.replaceAll(INVISIBLE, (character) => NAMED[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

const PLAIN_WORD = /^[\w@%+=:,./~-]+$/;

/** One word of a command, quoted where it would otherwise not be clear that it is one. */
export function commandWord(word: string): string {
  if (PLAIN_WORD.test(word)) return word;
  return `'${visibleText(word).replaceAll("'", String.raw`'\''`)}'`;
}

export const commandLine = (words: readonly string[]): string => words.map(commandWord).join(' ');
