import { AppError } from '../kernel/errors.ts';

/** Bytes of a value in UTF-8: agents that a model drives, and people and programs. */
export const MAX_VALUE_BYTES = { assistant: 8 * 1024, program: 1024 * 1024, person: 1024 * 1024 } as const;

export type ValueFlag = 'value_has_shell_syntax' | 'value_has_line_break';

const SHELL_SYNTAX = /\$\(|`|&&|\|\||;|\$\{/;
const LINE_BREAK = /[\r\n]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** What makes a value dangerous where someone pastes it into a shell: shown in the approval, never refused. */
export function valueFlags(value: string): readonly ValueFlag[] {
  const flags: ValueFlag[] = [];
  if (SHELL_SYNTAX.test(value)) flags.push('value_has_shell_syntax');
  if (LINE_BREAK.test(value)) flags.push('value_has_line_break');
  return flags;
}

/** Length in UTF-8 bytes. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

export function checkValue(key: string, value: string, limit: number): void {
  if (utf8Bytes(value) > limit) {
    throw new AppError('value_too_large', `The value of ${key} is larger than ${limit / 1024} KiB.`, {
      next: 'Store large files elsewhere and keep only their key or address here.',
    });
  }
  if (LONE_SURROGATE.test(value)) {
    throw new AppError('bad_input', `The value of ${key} is not well-formed text.`, {
      next: 'Encode binary values as base64 first.',
    });
  }
}

/** Rounded so that neither the exact length nor any character shows. */
export function roundedSize(value: string): string {
  if (value.length === 0) return 'empty';
  if (value.length < 16) return 'under 16';
  if (value.length < 64) return '16 to 64';
  return value.length < 256 ? '64 to 256' : 'over 256';
}
