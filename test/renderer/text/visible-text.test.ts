import { describe, expect, it } from 'vitest';

import { commandLine, visibleText } from '../../../renderer/text/visible-text.ts';

describe('visibleText', () => {
  it.each([
    ['plain ASCII text, ümläuts and 漢字', 'plain ASCII text, ümläuts and 漢字'],
    ['a\nb\tc\rd', String.raw`a\nb\tc\rd`],
    ['\u202Eevil', String.raw`\u{202e}evil`],
    ['zero\u200Bwidth', String.raw`zero\u{200b}width`],
    ['no\u00A0break', String.raw`no\u{a0}break`],
    ['hangul\u3164filler\uFE0F and braille\u2800', String.raw`hangul\u{3164}filler\u{fe0f} and braille\u{2800}`],
    ['\u001B[31mred', String.raw`\u{1b}[31mred`],
  ])('shows %j as %j', (given, expected) => {
    expect(visibleText(given)).toBe(expected);
  });
});

describe('commandLine', () => {
  it('quotes only words that need it', () => {
    expect(commandLine(['node', '--eval', 'a b', "it's", ''])).toBe(String.raw`node --eval 'a b' 'it'\''s' ''`);
  });
});
