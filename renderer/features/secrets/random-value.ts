const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 32;

/** Bytes from here on would make some characters likelier than others. */
const LIMIT = 256 - (256 % ALPHABET.length);

/** 32 letters and digits: 190 bits, and no character that any shell or file format minds. */
export function randomValue(fill: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): string {
  let text = '';
  while (text.length < LENGTH) {
    const bytes = fill(new Uint8Array(LENGTH));
    for (const byte of bytes) {
      if (byte < LIMIT && text.length < LENGTH) text += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return text;
}
