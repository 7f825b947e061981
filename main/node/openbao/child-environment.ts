type Environment = Readonly<Record<string, string | undefined>>;

/** What a Go program needs to run at all; on Windows nothing resolves names or makes temporary files without these. */
const SERVER_NAMES = /^(?:HOME|TMPDIR|TZ|SystemRoot|TEMP|TMP|USERPROFILE)$/i;

/** Besides the above what pip needs to find itself, its settings and the way out. */
const DOWNLOADER_NAMES =
  /^(?:PATH|PATHEXT|LANG|LC_\w+|XDG_\w+|APPDATA|LOCALAPPDATA|PIP_\w+|PYENV_\w+|\w+_PROXY|SSL_CERT_\w+|REQUESTS_CA_BUNDLE)$/i;

/** The server gets no secrets by its environment: anyone of the same user can read it. */
export const serverEnvironment = (env: Environment): Record<string, string> => pick(env, [SERVER_NAMES]);

export const downloaderEnvironment = (env: Environment): Record<string, string> =>
  pick(env, [SERVER_NAMES, DOWNLOADER_NAMES]);

function pick(env: Environment, names: readonly RegExp[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && names.some((pattern) => pattern.test(name))) picked[name] = value;
  }
  return picked;
}
