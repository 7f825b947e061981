import { utf8Bytes } from './utf8.ts';

/** How one character of a value is written by some serialiser. */
export type Spelling = (character: string) => string;

interface JsonDialect {
  /** Characters written as `\uXXXX` although JSON does not ask for it. */
  readonly escaped?: string;
  readonly asciiOnly?: boolean;
  readonly upper?: boolean;
  readonly slash?: boolean;
}

const HTML_SAFE = '<>&\u2028\u2029';

const JSON_DIALECTS: readonly JsonDialect[] = [
  // Node, jq, Rust, browsers.
  {},
  // Those that escape the slash, with and without other alphabets.
  { slash: true },
  { slash: true, asciiOnly: true },
  // Go and Rails.
  { escaped: HTML_SAFE },
  // Python.
  { asciiOnly: true },
  // .NET.
  { escaped: `${HTML_SAFE}"'+\``, asciiOnly: true, upper: true },
  // Java: the two common libraries.
  { escaped: `${HTML_SAFE}='` },
  { asciiOnly: true, upper: true },
];

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function jsonSpelling({ escaped = '', asciiOnly = false, upper = false, slash = false }: JsonDialect): Spelling {
  return (character) => {
    if (escaped.includes(character)) return unicodeEscape(character, upper);
    const short = SHORT_ESCAPES[character];
    if (short !== undefined) return short;
    if (slash && character === '/') return '\\/';
    return mustEscape(character, asciiOnly) ? unicodeEscape(character, upper) : character;
  };
}

function mustEscape(character: string, asciiOnly: boolean): boolean {
  const point = character.codePointAt(0) ?? 0;
  const isLoneSurrogate = point >= 0xd800 && point <= 0xdfff;
  return point < 0x20 || isLoneSurrogate || (asciiOnly && point > 0x7e);
}

function unicodeEscape(character: string, upper: boolean): string {
  let text = '';
  for (let index = 0; index < character.length; index++) {
    const hex = character.charCodeAt(index).toString(16).padStart(4, '0');
    text += `\\u${upper ? hex.toUpperCase() : hex}`;
  }
  return text;
}

interface UrlDialect {
  /** What stays as it is besides letters and digits. */
  readonly kept: string;
  readonly plusForSpace?: boolean;
}

const URL_DIALECTS: readonly UrlDialect[] = [
  // JavaScript: a component, and a whole address.
  { kept: "-_.!~*'()" },
  { kept: "-_.!~*'();,/?:@&=+$#" },
  // The standard's unreserved characters, and the same with paths left whole.
  { kept: '-_.~' },
  { kept: '-_.~/' },
  // Forms: browsers, and Go.
  { kept: '-_.*', plusForSpace: true },
  { kept: '-_.~', plusForSpace: true },
];

function urlSpelling({ kept, plusForSpace = false }: UrlDialect, upper: boolean): Spelling {
  return (character) => {
    if (/^[A-Za-z0-9]$/.test(character) || kept.includes(character)) return character;
    return plusForSpace && character === ' ' ? '+' : percentEncoded(character, upper);
  };
}

function percentEncoded(character: string, upper: boolean): string {
  return `%${hexText(utf8Bytes(character), upper, '%')}`;
}

export function hexText(bytes: Uint8Array, upper: boolean, separator = ''): string {
  const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(separator);
  return upper ? text.toUpperCase() : text;
}

const twice =
  (spelling: Spelling): Spelling =>
  (character) =>
    Array.from(spelling(character), spelling).join('');

const CASES = [true, false] as const;

const asIs: Spelling = (character) => character;

/** A long value has few different characters: each is worked out once. */
function remembered(spelling: Spelling): Spelling {
  const known = new Map<string, string>();
  return (character) => {
    const text = known.get(character) ?? spelling(character);
    known.set(character, text);
    return text;
  };
}

/** Every way of writing a value character by character, the plain one first. */
export function spellings(): readonly Spelling[] {
  const json = JSON_DIALECTS.map(jsonSpelling);
  const url = CASES.flatMap((upper) => [
    ...URL_DIALECTS.map((dialect) => urlSpelling(dialect, upper)),
    (character: string) => percentEncoded(character, upper),
  ]);
  const nested = [
    twice(jsonSpelling({})),
    ...CASES.flatMap((upper) => [
      twice(urlSpelling({ kept: "-_.!~*'()" }, upper)),
      twice(urlSpelling({ kept: '-_.~' }, upper)),
    ]),
  ];
  return [asIs, ...[...json, ...url, ...nested].map(remembered)];
}
