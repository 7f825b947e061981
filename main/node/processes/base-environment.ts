const NAMES = new Set(['HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'TZ', 'TERM', 'TMPDIR', 'SSH_AUTH_SOCK']);
/** Without these hardly any program starts on Windows. */
const WINDOWS_NAMES = new Set([
  'SYSTEMROOT',
  'WINDIR',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'TEMP',
  'TMP',
  'COMSPEC',
  'PATHEXT',
]);
const PATTERNS = [/^LC_[A-Z]+$/, /^XDG_[A-Z_]+$/, /^[A-Z]+_PROXY$/, /^[a-z]+_proxy$/];
/** Ours and Vault's, whatever they end with. */
const NEVER = /^(COUNTERSIGN|VAULT|BAO|ELECTRON|NODE)_/i;

/** What a child may see of the environment the app was started in. */
export function baseEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Readonly<Record<string, string>> {
  const passes = (name: string): boolean =>
    !NEVER.test(name) &&
    (NAMES.has(name) ||
      PATTERNS.some((pattern) => pattern.test(name)) ||
      (platform === 'win32' && WINDOWS_NAMES.has(name.toUpperCase())));
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value !== undefined && passes(name) ? [[name, value]] : [],
    ),
  );
}
