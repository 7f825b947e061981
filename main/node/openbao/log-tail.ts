export interface LogTail {
  add(chunk: Buffer): void;
  clear(): void;
  /** The newest lines, oldest first, without anything that looks like a credential. */
  lines(): readonly string[];
}

const MOST_LINES = 60;
const LONGEST_LINE = 500;

/** Tokens, JWTs, and long runs of digits or base64 that could be a key; a slash counts as base64 only where it ends like that, so that paths stay readable. */
const CREDENTIALS = [
  /\b(?:hv)?[sbr]\.[A-Za-z0-9_-]{16,}/g,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g,
  /\b[0-9a-fA-F]{32,}\b/g,
  /[A-Za-z0-9+_-]{40,}={0,2}/g,
  /[A-Za-z0-9+/]{40,}={1,2}/g,
] as const;

/** The end of what the server printed, bounded: its output goes nowhere else. */
export function createLogTail(): LogTail {
  let kept: string[] = [];
  let rest = '';
  return {
    add(chunk) {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
      kept = [...kept, ...lines.filter((line) => line.trim() !== '')].slice(-MOST_LINES);
    },
    clear() {
      kept = [];
      rest = '';
    },
    lines: () =>
      [...kept, ...(rest === '' ? [] : [rest])].map((line) => withoutCredentials(line.slice(0, LONGEST_LINE))),
  };
}

function withoutCredentials(line: string): string {
  return CREDENTIALS.reduce((text, pattern) => text.replaceAll(pattern, '[redacted]'), line);
}
