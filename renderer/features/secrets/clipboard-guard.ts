/** The part of the browser that this needs. */
export interface ClipboardPort {
  write(text: string): Promise<void>;
  read(): Promise<string>;
  /** Whether `read` works without asking the person. */
  mayRead(): Promise<boolean>;
  digest(text: string): Promise<string>;
  after(ms: number, run: () => void): void;
  /** Runs now or when the page has the focus again: browsers allow the clipboard to no other. */
  whenFocused(run: () => void): void;
}

export const CLEAR_AFTER_MS = 30_000;

export interface GuardedCopy {
  /** False where the clipboard cannot be looked at, so nothing clears it. */
  readonly clears: boolean;
}

/**
 * Copies a secret and clears it after 30 seconds, but only if the clipboard still holds it: whatever else the person
 * copied meanwhile is theirs. Only a digest is kept for the comparison.
 */
export async function copyGuarded(port: ClipboardPort, value: string): Promise<GuardedCopy> {
  await port.write(value);
  if (!(await port.mayRead())) return { clears: false };
  const expected = await port.digest(value);
  port.after(CLEAR_AFTER_MS, () => port.whenFocused(() => void clearIfOurs(port, expected)));
  return { clears: true };
}

async function clearIfOurs(port: ClipboardPort, expected: string): Promise<void> {
  try {
    if ((await port.digest(await port.read())) === expected) await port.write('');
  } catch {
    // The permission was taken away meanwhile; there is nothing left to try.
  }
}
