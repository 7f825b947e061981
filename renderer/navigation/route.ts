export const SCREENS = ['overview', 'approvals', 'secrets', 'agents', 'audit'] as const;
export type Screen = (typeof SCREENS)[number];

/** Where the person is: a screen and what is open in it. */
export interface Route {
  readonly screen: Screen;
  /** Decoded segments after the screen. */
  readonly rest: readonly string[];
}

const isScreen = (text: string): text is Screen => SCREENS.some((screen) => screen === text);

export function parseRoute(hash: string): Route {
  const [first = '', ...rest] = hash
    .replace(/^#\/?/, '')
    .split('/')
    .filter((segment) => segment !== '');
  if (!isScreen(first)) return { screen: 'overview', rest: [] };
  return { screen: first, rest: rest.map(decode) };
}

export const routeHash = (screen: Screen, rest: readonly string[] = []): string =>
  `#/${[screen, ...rest.map(encodeURIComponent)].join('/')}`;

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A hand-made address: shown as it is, where it matches nothing.
    return segment;
  }
}

/** The one-time code of `#code=…`, or null. */
export const codeInHash = (hash: string): string | null => /^#code=(.+)$/.exec(hash)?.[1] ?? null;

/** Reads a code from what a person pastes: the code alone or the whole printed address. */
export function codeInText(text: string): string {
  const trimmed = text.trim();
  return /#code=([^\s&]+)/.exec(trimmed)?.[1] ?? trimmed;
}
