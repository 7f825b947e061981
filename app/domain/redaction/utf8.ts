const REPLACEMENT = 0xfffd;

/** UTF-8 as every runtime encodes it: a lone surrogate becomes U+FFFD. The core has no `TextEncoder`. */
export function utf8Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    length = putPoint(bytes, length, point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point);
  }
  return bytes.slice(0, length);
}

function putPoint(bytes: Uint8Array, start: number, point: number): number {
  let at = start;
  if (point < 0x80) {
    bytes[at++] = point;
    return at;
  }
  if (point < 0x800) {
    bytes[at++] = 0xc0 | (point >> 6);
  } else {
    if (point < 0x10000) {
      bytes[at++] = 0xe0 | (point >> 12);
    } else {
      bytes[at++] = 0xf0 | (point >> 18);
      bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
    }
    bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
  }
  bytes[at++] = 0x80 | (point & 0x3f);
  return at;
}

/** Text of any bytes: what is not UTF-8 becomes U+FFFD, one for each longest broken sequence as in browsers. */
export function utf8Text(bytes: Uint8Array): string {
  const parts: string[] = [];
  let points: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    const size = sequenceSize(bytes, at);
    points.push(size > 0 ? pointAt(bytes, at, size) : REPLACEMENT);
    at += size > 0 ? size : -size;
    if (points.length === 4096) {
      parts.push(String.fromCodePoint(...points));
      points = [];
    }
  }
  parts.push(String.fromCodePoint(...points));
  return parts.join('');
}

/** Length of the sequence at `at`; negative is the length of a broken one. */
function sequenceSize(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const size = sizeByLead(lead);
  for (let index = 1; index < size; index++) {
    const byte = bytes[at + index] ?? 0;
    const [low, high] = index === 1 ? secondByteRange(lead) : [0x80, 0xbf];
    if (byte < low || byte > high) return -index;
  }
  return size === 0 ? -1 : size;
}

function sizeByLead(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 0;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** Shuts out overlong forms, surrogates and what lies above U+10FFFF. */
function secondByteRange(lead: number): readonly [number, number] {
  if (lead === 0xe0) return [0xa0, 0xbf];
  if (lead === 0xed) return [0x80, 0x9f];
  if (lead === 0xf0) return [0x90, 0xbf];
  if (lead === 0xf4) return [0x80, 0x8f];
  return [0x80, 0xbf];
}

function pointAt(bytes: Uint8Array, at: number, size: number): number {
  const lead = bytes[at] ?? 0;
  if (size === 1) return lead;
  let point = lead & (0xff >> (size + 1));
  for (let index = 1; index < size; index++) point = (point << 6) | ((bytes[at + index] ?? 0) & 0x3f);
  return point;
}
