import { createRedactor, type NamedValue } from '../../../../app/domain/redaction/stream.ts';
import { utf8Text } from '../../../../app/domain/redaction/utf8.ts';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export interface Redacted {
  readonly text: string;
  readonly counts: Record<string, number>;
}

export function redactChunks(secrets: readonly NamedValue[], chunks: readonly Uint8Array[]): Redacted {
  const redactor = createRedactor(secrets);
  const parts = [...chunks.map((chunk) => redactor.write(chunk)), redactor.end()];
  return { text: utf8Text(Buffer.concat(parts)), counts: redactor.counts() };
}

export const redact = (value: string, output: string): string =>
  redactChunks([{ name: 'S', value }], [bytes(output)]).text;

export const oneByOne = (text: Uint8Array): Uint8Array[] => Array.from(text, (byte) => Uint8Array.of(byte));

/** Cuts at the given places. */
export function cutAt(text: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = [
    0,
    ...[...new Set(places)].filter((place) => place < text.length).toSorted((a, b) => a - b),
    text.length,
  ];
  return cuts.slice(1).map((end, index) => text.subarray(cuts[index], end));
}
