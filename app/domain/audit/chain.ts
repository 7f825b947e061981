import { auditEntry, type AuditEntry, type EntryDraft } from './entry.ts';

/** Keyed digests of this install's chain. */
export interface ChainKey {
  keyed(text: string): string;
  equal(a: string, b: string): boolean;
}

/** The end of a chain: what the next line continues. Kept outside the file as well, it shows a cut. */
export interface Head {
  readonly seq: number;
  readonly mac: string;
}

/** The first line continues a digest of this install, so that another install's first line does not fit. */
export const genesis = (key: ChainKey): Head => ({ seq: 0, mac: key.keyed('genesis') });

export interface Sealed {
  readonly line: string;
  readonly entry: AuditEntry;
}

const MAC_START = ',"mac":"';
const MAC_END = '"}';
const MAC_LENGTH = 64;

/** Gives an entry its place behind `head`. The line is plain ASCII without control characters: it cannot forge a line or steer a terminal. */
export function seal(draft: EntryDraft, head: Head, key: ChainKey): Sealed {
  const { boot, time, ...rest } = draft;
  const covered = { seq: head.seq + 1, time, boot, ...rest, prev: head.mac };
  const body = asciiJson(covered).slice(0, -1);
  const mac = key.keyed(body);
  return { line: `${body}${MAC_START}${mac}${MAC_END}`, entry: { ...covered, mac } };
}

const asciiJson = (value: object): string =>
  JSON.stringify(value).replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The entry in a line that this install wrote and nobody changed; null for any other. */
export function openLine(line: string, key: ChainKey): AuditEntry | null {
  const end = line.length - MAC_START.length - MAC_LENGTH - MAC_END.length;
  if (end <= 0 || !line.startsWith(MAC_START, end) || !line.endsWith(MAC_END)) return null;
  const mac = line.slice(-MAC_LENGTH - MAC_END.length, -MAC_END.length);
  if (!key.equal(key.keyed(line.slice(0, end)), mac)) return null;
  const parsed = auditEntry.safeParse(parseJson(line));
  return parsed.success ? parsed.data : null;
}

export function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // A damaged line is an answer here, not a failure.
    return undefined;
  }
}
