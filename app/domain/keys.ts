import { AppError } from '../kernel/errors.ts';

const KEY = /^[a-zA-Z0-9_-]{1,128}$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** Names that an object has by itself: as keys they would mean something else somewhere. */
const isLanguageName = (text: string): boolean => text in {} || text === 'prototype';

/**
 * Variables that change which code runs, by name or start of a name, in capitals; besides those that are ours or Vault's.
 * Never set from a secret.
 */
const RESERVED: readonly string[] = [
  // Where programs, their start-up files and their settings are looked for.
  'PATH PATHEXT CDPATH HOME USER LOGNAME SHELL COMSPEC SYSTEMROOT WINDIR APPDATA LOCALAPPDATA XDG_*',
  // Shells.
  'IFS ENV BASH_ENV BASH_FUNC_* PROMPT_COMMAND SHELLOPTS BASHOPTS PS4 ZDOTDIR INPUTRC PSMODULEPATH',
  // The system's loader and libraries.
  'LD_* DYLD_* GLIBC_TUNABLES GCONV_PATH OPENSSL_CONF OPENSSL_MODULES OPENSSL_ENGINES TERMINFO TERMINFO_DIRS TERMCAP',
  // Languages.
  'NODE_* PYTHON* PERL5* PERLLIB RUBYOPT RUBYLIB LUA_INIT* LUA_PATH* LUA_CPATH* JULIA_* R_PROFILE* R_ENVIRON* PHPRC',
  'PHP_INI_SCAN_DIR TCLLIBPATH JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS JAVA_OPTS CLASSPATH DOTNET_STARTUP_HOOKS',
  'CORECLR_* COR_*',
  // Build tools.
  'MAKEFLAGS MFLAGS GNUMAKEFLAGS MAKEFILES MAVEN_OPTS MAVEN_ARGS GRADLE_OPTS GOFLAGS GOTOOLCHAIN RUSTC* RUSTFLAGS CARGO_BUILD_*',
  'NPM_CONFIG_SCRIPT_SHELL NPM_CONFIG_NODE_OPTIONS NPM_CONFIG_GIT NPM_CONFIG_USERCONFIG NPM_CONFIG_GLOBALCONFIG',
  // Programs that start another one.
  'GIT_SSH* GIT_CONFIG* GIT_EXEC_PATH GIT_ASKPASS GIT_EDITOR GIT_SEQUENCE_EDITOR GIT_PAGER GIT_PROXY_COMMAND GIT_EXTERNAL_DIFF',
  'GIT_TEMPLATE_DIR GIT_DIR SSH_ASKPASS SUDO_ASKPASS EDITOR VISUAL PAGER MANPAGER LESSOPEN LESSCLOSE LESSKEY* BROWSER VIMINIT EXINIT',
  'ELECTRON_* COUNTERSIGN_* VAULT_* BAO_*',
].flatMap((line) => line.split(' '));

/** npm's own variable for its token. */
const NPM_TOKEN = 'NODE_AUTH_TOKEN';

function isReserved(variable: string): boolean {
  const name = variable.toUpperCase();
  if (name === NPM_TOKEN) return false;
  return RESERVED.some((reserved) =>
    reserved.endsWith('*') ? name.startsWith(reserved.slice(0, -1)) : name === reserved,
  );
}

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
  if (isReserved(variable)) {
    throw new AppError('bad_input', `The variable ${variable} decides which code runs, so no secret may set it.`, {
      next: 'Choose another name: {"MY_VALUE": "app/environment/KEY"}.',
    });
  }
  return variable;
}
