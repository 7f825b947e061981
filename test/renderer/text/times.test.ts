import { describe, expect, it } from 'vitest';

import { preferredLanguage, regionalTag } from '../../../renderer/text/i18n.ts';
import { lineTime, relativeTime, timeLeft } from '../../../renderer/text/times.ts';

import { wordsIn } from './words.ts';

const en = wordsIn('en');

describe('timeLeft', () => {
  it.each([
    [0, '0 s'],
    [-5000, '0 s'],
    [1, '1 s'],
    [59_000, '59 s'],
    [60_000, '1 min 00 s'],
    [599_001, '10 min 00 s'],
    [3_600_000, '1 h 0 min'],
  ])('says %d ms as "%s"', (ms, expected) => {
    expect(timeLeft(en, ms)).toBe(expected);
  });
});

describe('relativeTime', () => {
  it.each([
    [-20_000, 'just now'],
    [-180_000, '3 minutes ago'],
    [-86_400_000, 'yesterday'],
    [7_200_000, 'in 2 hours'],
  ])('says %d ms as "%s"', (distance, expected) => {
    expect(relativeTime(en, 'en', { at: 1e12 + distance, now: 1e12 })).toBe(expected);
  });
});

describe('lineTime', () => {
  it('shows the day of lines that are not from today', () => {
    const now = new Date(2026, 10, 21, 12).getTime();
    expect(lineTime('en', { at: now - 3_600_000, now })).not.toContain('Nov');
    expect(lineTime('en', { at: now - 86_400_000, now })).toContain('Nov');
  });
});

describe('the language', () => {
  it('is what the person chose, else the first one of the browser that we speak', () => {
    expect(preferredLanguage('en', ['de-DE'])).toBe('en');
    expect(preferredLanguage(null, ['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(preferredLanguage('xx', ['fr'])).toBe('en');
  });

  it('keeps the region of the browser for times', () => {
    expect(regionalTag('en', ['de-DE', 'en-GB', 'en'])).toBe('en-GB');
    expect(regionalTag('de', ['en-GB'])).toBe('de');
  });
});
