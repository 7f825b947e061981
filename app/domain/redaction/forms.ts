import { base64Forms } from './base64-forms.ts';
import type { Pattern } from './pattern.ts';
import { hexText, spellings, type Spelling } from './spellings.ts';
import { utf8Bytes } from './utf8.ts';

/** Shorter ones would blank out ordinary words. */
const SHORTEST_VALUE = 4;
const SHORTEST_LINE = 8;

/** Whether the value is long enough to be found in output. What is not can be leaked by anything that prints. */
export const isMaskable = (value: string): boolean => utf8Bytes(value).length >= SHORTEST_VALUE;

/** All byte sequences by which a value shows in output; none for values that are not maskable. */
export function patternsOf(value: string): readonly Pattern[] {
  if (!isMaskable(value)) return [];
  const all = spellings();
  return [...variantsOf(value)].flatMap((variant) => formsOf(variant, all));
}

/** The value, the same with other line breaks or without white space around it, and its telling lines. */
function variantsOf(value: string): ReadonlySet<string> {
  const variants = new Set([value]);
  const trimmed = value.trim();
  if (isMaskable(trimmed)) variants.add(trimmed);
  if (!/[\r\n]/.test(trimmed)) return variants;
  for (const text of [value, trimmed]) {
    const unix = text.replaceAll('\r\n', '\n');
    variants.add(unix).add(unix.replaceAll('\n', '\r\n'));
  }
  for (const line of trimmed.split(/[\r\n]+/)) {
    if (isTellingLine(line.trim())) variants.add(line.trim());
  }
  return variants;
}

const isTellingLine = (line: string): boolean =>
  utf8Bytes(line).length >= SHORTEST_LINE && !/^-----(BEGIN|END) /.test(line) && /[\p{L}\p{N}]/u.test(line);

function formsOf(value: string, all: readonly Spelling[]): readonly Pattern[] {
  const bytes = utf8Bytes(value);
  const texts = new Map<string, number>();
  for (const spelling of all) {
    const { text, cut } = spelled(value, spelling);
    if (!texts.has(text)) texts.set(text, cut);
  }
  texts.set(hexText(bytes, false), SHORTEST_VALUE * 2);
  texts.set(hexText(bytes, true), SHORTEST_VALUE * 2);
  const plain = Array.from(texts, ([text, cut]) => ({ bytes: utf8Bytes(text), cut, before: [], tail: false }));
  return [...plain, ...base64Forms(bytes)];
}

function spelled(value: string, spelling: Spelling): { readonly text: string; readonly cut: number } {
  const parts: string[] = [];
  let shown = 0;
  let cut = 0;
  for (const character of value) {
    const part = spelling(character);
    parts.push(part);
    if (shown >= SHORTEST_VALUE) continue;
    shown += utf8Bytes(character).length;
    cut += utf8Bytes(part).length;
  }
  return { text: parts.join(''), cut };
}
