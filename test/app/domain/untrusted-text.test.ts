import { describe, expect, it } from 'vitest';

import { showUntrusted } from '../../../app/domain/untrusted-text.ts';

describe('an agent’s words', () => {
  it.each(['Please store it.', 'Größe 漢字 עברית', 'a  b', '😀 & <b>', '"quoted"', ''])(
    'stay as they are: %s',
    (text) => {
      expect(showUntrusted(text)).toBe(text);
    },
  );

  it.each([
    ['right-to-left override', '\u202Eevil', '\\u{202E}evil'],
    ['isolates', '\u2066a\u2069', '\\u{2066}a\\u{2069}'],
    ['marks of direction', 'a\u200Eb\u200Fc\u061C', 'a\\u{200E}b\\u{200F}c\\u{61C}'],
    ['zero width', 'a\u200Bb\u200Cc\u200Dd\u2060e\uFEFF', 'a\\u{200B}b\\u{200C}c\\u{200D}d\\u{2060}e\\u{FEFF}'],
    ['line breaks', 'ok\n\nClick Approve', 'ok\\u{A}\\u{A}Click Approve'],
    ['other line breaks', 'a\u2028b\u2029c\u0085d\re', 'a\\u{2028}b\\u{2029}c\\u{85}d\\u{D}e'],
    ['tabs and bells', '\t\u0007\u001b[31m\u007f', '\\u{9}\\u{7}\\u{1B}[31m\\u{7F}'],
    ['soft hyphen', 'a\u00ADb', 'a\\u{AD}b'],
    ['tags', 'a\u{E0041}', 'a\\u{E0041}'],
    ['private use', '\uE000', '\\u{E000}'],
    ['half a character', 'a\ud83d', 'a\\u{D83D}'],
    ['variation selectors', 'a\uFE01\u{E0100}', 'a\\u{FE01}\\u{E0100}'],
    [
      'fillers that look like nothing',
      '\u3164\u115F\u1160\uFFA0\u034F',
      '\\u{3164}\\u{115F}\\u{1160}\\u{FFA0}\\u{34F}',
    ],
    ['an empty braille cell', '\u2800', '\\u{2800}'],
  ])('are written out where they cannot be seen: %s', (_name, text, shown) => {
    expect(showUntrusted(text)).toBe(shown);
  });

  it('are cut after 500 characters, and it says how much was left out', () => {
    expect(showUntrusted('x'.repeat(500))).toBe('x'.repeat(500));
    expect(showUntrusted('x'.repeat(10_000))).toBe(`${'x'.repeat(500)}… (+9500 characters)`);
  });

  it('are cut after they are written out', () => {
    expect(showUntrusted('\u202E'.repeat(400)).length).toBeLessThan(540);
  });

  it('are never cut inside a character', () => {
    const shown = showUntrusted(`x${'😀'.repeat(400)}${'y'.repeat(200)}`);
    expect(shown).not.toMatch(/\p{Surrogate}/u);
  });
});
