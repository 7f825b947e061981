import { describe, expect, it } from 'vitest';

import { PLAIN_METADATA, plainKeys, plainMetadata } from '../../../app/domain/plain-keys.ts';

import { thrownCode } from './thrown.ts';

describe('keys that hold no secret', () => {
  it('come back from the metadata as they went in, in a stable order', () => {
    const text = plainMetadata(['port', 'HOST']);
    expect(text).toBe('HOST,port');
    expect(plainKeys({ [PLAIN_METADATA]: text ?? '' })).toEqual(new Set(['HOST', 'port']));
  });

  it('are none where nothing is marked', () => {
    expect(plainKeys({})).toEqual(new Set());
    expect(plainKeys({ [PLAIN_METADATA]: '' })).toEqual(new Set());
    expect(plainMetadata([])).toBeNull();
  });

  it('may not outgrow what the server keeps', () => {
    expect(thrownCode(() => plainMetadata(['a'.repeat(256), 'b'.repeat(255)]))).toBe('nothing');
    expect(thrownCode(() => plainMetadata(['a'.repeat(256), 'b'.repeat(256)]))).toBe('bad_input');
  });

  it('are each marked once', () => {
    expect(plainMetadata(['A', 'A'])).toBe('A');
  });

  it.each(['A,B', '', ','])('are never marked by a name that is none: %j', (key) => {
    expect(thrownCode(() => plainMetadata([key]))).toBe('bad_input');
  });
});
