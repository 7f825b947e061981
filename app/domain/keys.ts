import { AppError } from '../kernel/errors.ts';

const KEY = /^[a-zA-Z0-9_-]{1,128}$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** Names that an object has by itself: as keys they would mean something else somewhere. */
const isLanguageName = (text: string): boolean => text in {} || text === 'prototype';

/** Variables that change which code runs, or that are ours or Vault's: never set from a secret. npm's own token is one. */
const RESERVED_VARIABLE =
  /^(PATH|HOME|SHELL|USER|LOGNAME|IFS|ENV|BASH_ENV|BASH_FUNC_.*|PROMPT_COMMAND|SHELLOPTS|BASHOPTS|PS4|ZDOTDIR|LD_.*|DYLD_.*|GLIBC_TUNABLES|GCONV_PATH|NODE_(?!AUTH_TOKEN$).*|PYTHON.*|PERL5.*|PERLLIB|RUBYOPT|RUBYLIB|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|GIT_SSH.*|GIT_CONFIG.*|GIT_EXEC_PATH|GIT_ASKPASS|GIT_EDITOR|GIT_PAGER|SSH_ASKPASS|EDITOR|VISUAL|PAGER|ELECTRON_.*|COUNTERSIGN_.*|VAULT_.*|BAO_.*)$/i;

export function parseKey(text: string): string {
  if (!KEY.test(text) || isLanguageName(text)) {
    throw new AppError('bad_input', 'This is not a valid key name.', {
      next: 'Use 1 to 128 of A-Z, a-z, 0-9, underscore and hyphen.',
    });
  }
  return text;
}

/** The environment variable for a key: a hyphen becomes an underscore. */
export function variableName(name: string): string {
  const variable = name.replaceAll('-', '_');
  if (!VARIABLE.test(variable) || isLanguageName(variable)) {
    throw new AppError('bad_input', 'This is not a valid variable name.', {
      next: 'Use letters, digits and underscore, not starting with a digit; rename with {"NAME": "app/environment/KEY"}.',
    });
  }
  if (RESERVED_VARIABLE.test(variable)) {
    throw new AppError('bad_input', `The variable ${variable} decides which code runs, so no secret may set it.`, {
      next: 'Choose another name: {"MY_VALUE": "app/environment/KEY"}.',
    });
  }
  return variable;
}
