const CHARSETS = {
  alphanumeric: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  ascii: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#%&()*+,-./:<=>?@[]^_{|}~',
  hex: '0123456789abcdef',
  base64url: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
  digits: '0123456789',
} as const;
export type Charset = keyof typeof CHARSETS;

const DEFAULT_LENGTH = 32;

/** A random value. Bytes that would favour some characters are thrown away, so every character is equally likely. */
export function generateValue(
  random: { bytes(count: number): Uint8Array },
  {
    length = DEFAULT_LENGTH,
    charset = 'alphanumeric',
  }: { readonly length?: number | undefined; readonly charset?: Charset | undefined },
): string {
  const alphabet = CHARSETS[charset];
  const usable = 256 - (256 % alphabet.length);
  let value = '';
  while (value.length < length) {
    for (const byte of random.bytes(length)) {
      if (byte < usable && value.length < length) value += alphabet.charAt(byte % alphabet.length);
    }
  }
  return value;
}
