import { describe, expect, it } from 'vitest';

import { ERROR_TABLE, isErrorCode } from '../../../app/kernel/errors.ts';
import { errorForPerson } from '../../../main/cli/error-for-person.ts';

const FOR_MODELS = [
  'Call tools/list and follow the input schema.',
  'Call vault_get, look at what changed, then write again.',
  'Do not ask for the same again; ask in the chat what they would accept instead.',
  'Wait a while, then call again.',
  'Stop here and tell the person.',
];

describe('what the command says of an error of the core', () => {
  it('never sends a person to a tool or to the chat, whatever the error', () => {
    for (const code of Object.keys(ERROR_TABLE).filter(isErrorCode)) {
      for (const next of FOR_MODELS) {
        const said = errorForPerson({ code, message: 'It failed.', next });
        expect(said.code).toBe(code);
        expect(said.next ?? '').not.toMatch(/tools\/list|vault_|chat|call again|the person/i);
      }
    }
  });

  it('leaves alone what helps a person as it is', () => {
    const next = 'Use 1 to 128 of A-Z, a-z, 0-9, underscore and hyphen.';
    expect(errorForPerson({ code: 'bad_input', message: 'The key is not valid.', next })).toMatchObject({
      code: 'bad_input',
      message: 'The key is not valid.',
      next,
    });
    expect(errorForPerson({ code: 'internal', message: 'It failed.' }).next).toBeUndefined();
  });

  it('takes a code that it does not know for a failure inside', () => {
    expect(errorForPerson({ code: 'nonsense', message: 'It failed.' }).code).toBe('internal');
  });

  it('names a tool that is missing by what it is: an app of another version', () => {
    const next = 'Call tools/list for the names.';
    expect(errorForPerson({ code: 'unknown_call', message: 'There is no such tool.', next })).toMatchObject({
      message: 'The app that runs does not know this command.',
      next: 'Restart the app: it is of another version than this command.',
    });
  });
});
