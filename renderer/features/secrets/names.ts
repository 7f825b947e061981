const SEGMENT = /^[A-Za-z0-9._@-]{1,64}$/;
const KEY = /^[a-zA-Z0-9_-]{1,128}$/;
const MOST_SEGMENTS = 16;
const MOST_LENGTH = 512;

export type PathProblem = 'empty' | 'too_long' | 'slashes' | 'dots' | 'segment_too_long' | 'characters';
export type KeyProblem = 'empty' | 'too_long' | 'characters' | 'duplicate';

/** What is wrong with a path, for telling before the server refuses it. The server checks again. */
export function pathProblem(path: string): PathProblem | null {
  if (path === '') return 'empty';
  const segments = path.split('/');
  if (path.length > MOST_LENGTH || segments.length > MOST_SEGMENTS) return 'too_long';
  if (segments.includes('')) return 'slashes';
  if (segments.some((segment) => segment === '.' || segment === '..')) return 'dots';
  if (segments.some((segment) => segment.length > 64)) return 'segment_too_long';
  return segments.every((segment) => SEGMENT.test(segment)) ? null : 'characters';
}

export function keyProblem(key: string, others: readonly string[]): KeyProblem | null {
  if (key === '') return 'empty';
  if (key.length > 128) return 'too_long';
  if (!KEY.test(key)) return 'characters';
  return others.includes(key) ? 'duplicate' : null;
}
