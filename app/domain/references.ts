import { AppError } from '../kernel/errors.ts';

import { parseKey, variableName } from './keys.ts';
import { parsePath } from './paths.ts';

/** Which places a path may be looked for in. */
type Forced = 'own' | 'shared' | null;

export interface PathReference {
  readonly forced: Forced;
  readonly path: string;
}

export interface KeyReference {
  readonly forced: Forced;
  readonly path: string;
  readonly key: string;
}

/** Reads `own:` or `shared:` in front of an entry path. */
export function parsePathReference(text: string, options: { readonly allowTop?: boolean } = {}): PathReference {
  const { forced, rest } = splitForced(text);
  return { forced, path: parsePath(rest, options) };
}

/** Reads `app/environment/NAME`: the last segment is the key. */
export function parseKeyReference(text: string): KeyReference {
  const { forced, rest } = splitForced(text);
  const cut = rest.lastIndexOf('/');
  if (cut <= 0) {
    throw new AppError('bad_input', 'A reference names an entry and a key.', {
      next: 'Write it as app/environment/NAME, or pass app and environment beside NAME.',
    });
  }
  return { forced, path: parsePath(rest.slice(0, cut)), key: parseKey(rest.slice(cut + 1)) };
}

export interface RunSecret {
  /** Name of the environment variable. */
  readonly variable: string;
  readonly reference: KeyReference;
}

export interface RunSecretsInput {
  readonly secrets: readonly string[] | Readonly<Record<string, string>>;
  readonly app?: string | undefined;
  readonly environment?: string | undefined;
}

/** The secrets of a command: a list of names and references, or variables with references. */
export function parseRunSecrets({ secrets, app, environment }: RunSecretsInput): readonly RunSecret[] {
  const folder = [app, environment].filter((part) => part !== undefined).join('/');
  const complete = (text: string): KeyReference => {
    const { rest } = splitForced(text);
    if (rest.includes('/')) return parseKeyReference(text);
    if (app === undefined) {
      throw new AppError('bad_input', 'A bare secret name needs app and environment.', {
        next: 'Pass app and environment, or write the whole reference app/environment/NAME.',
      });
    }
    const { forced } = splitForced(text);
    return { forced, path: parsePath(folder), key: parseKey(rest) };
  };
  const pairs: readonly (readonly [string | null, string])[] = isNames(secrets)
    ? secrets.map((text) => [null, text] as const)
    : Object.entries(secrets);
  const found = pairs.map(([name, text]) => {
    const reference = complete(text);
    return { variable: variableName(name ?? reference.key), reference };
  });
  rejectRepeated(found);
  return found;
}

const isNames = (secrets: RunSecretsInput['secrets']): secrets is readonly string[] => Array.isArray(secrets);

function rejectRepeated(secrets: readonly RunSecret[]): void {
  // Windows does not tell PATH from Path: two such names would overwrite each other there.
  const names = secrets.map(({ variable }) => variable.toUpperCase());
  if (new Set(names).size !== names.length) {
    throw new AppError('bad_input', 'Two secrets would have the same variable name.', {
      next: 'Give each its own name: {"FIRST": "app/one/KEY", "SECOND": "app/two/KEY"}.',
    });
  }
}

function splitForced(text: string): { readonly forced: Forced; readonly rest: string } {
  if (text.startsWith('own:')) return { forced: 'own', rest: text.slice('own:'.length) };
  if (text.startsWith('shared:')) return { forced: 'shared', rest: text.slice('shared:'.length) };
  return { forced: null, rest: text };
}
