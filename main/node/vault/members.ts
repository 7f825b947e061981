import { Secret } from '../../../app/kernel/secret.ts';
import { parseJson } from './answers.ts';

/**
 * A member that is no string, as other programs store them: it reads as its JSON and is written back as what it was.
 * Servers keep numbers as doubles, so none loses digits here that it still had there.
 */
class JsonMember extends Secret {}

export const memberOf = (value: unknown): Secret =>
  typeof value === 'string' ? new Secret(value) : new JsonMember(JSON.stringify(value));

/** What stands for a value in the body of a write. */
export const bodyOf = (value: Secret): unknown =>
  value instanceof JsonMember ? parseJson(value.reveal()) : value.reveal();
