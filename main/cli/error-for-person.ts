import { AppError, isErrorCode, type ErrorCode } from '../../app/kernel/errors.ts';

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly next?: string | undefined;
}

/** The core speaks to models. Whoever runs the command has no tools, and is the person who was asked. */
const FOR_MODELS = /\b(?:tools\/list|vault_[a-z]+|call again|the (?:chat|person))\b/i;

/** What is said instead of the core's words, whatever they are. */
const SAID: Partial<Record<ErrorCode, { readonly message: string; readonly next: string }>> = {
  denied: { message: 'You said no.', next: 'Nothing was changed or shown.' },
  paused: {
    message: 'You paused this command: it is the agent cli.',
    next: 'Resume it on the page Agents of the app.',
  },
  unknown_call: {
    message: 'The app that runs does not know this command.',
    next: 'Restart the app: it is of another version than this command.',
  },
};

/** What is said instead of advice for models. */
const ADVICE: Partial<Record<ErrorCode, string>> = {
  bad_input: 'Run `countersign COMMAND --help` for what it takes.',
  conflict: 'See what is there with `countersign secret list`, then try again.',
  denied_by_rule: 'Do it in the app instead.',
  expired: 'Nothing was changed or shown. Run the command again: it asks you anew.',
  not_found: 'See what is there with `countersign secret list`.',
};

const USUAL_ADVICE = 'Answer what waits in Countersign, then try again.';

/** The same code, in words that fit whoever typed the command. Advice for people stays as it is. */
export function errorForPerson({ code: given, message, next }: Failure): AppError {
  const code = isErrorCode(given) ? given : 'internal';
  const said = SAID[code];
  if (said !== undefined) return new AppError(code, said.message, { next: said.next });
  if (next === undefined) return new AppError(code, message);
  return new AppError(code, message, { next: FOR_MODELS.test(next) ? (ADVICE[code] ?? USUAL_ADVICE) : next });
}
