import type { ClipboardPort } from './clipboard-guard.ts';

declare global {
  interface Permissions {
    /** Known to Chromium; others reject it. */
    query(descriptor: { readonly name: 'clipboard-read' }): Promise<PermissionStatus>;
  }
}

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function mayRead(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'clipboard-read' })).state === 'granted';
  } catch {
    // Browsers without this permission ask each time or never allow it.
    return false;
  }
}

function whenFocused(run: () => void): void {
  if (document.hasFocus()) run();
  else window.addEventListener('focus', run, { once: true });
}

export const browserClipboard: ClipboardPort = {
  write: (text) => navigator.clipboard.writeText(text),
  read: () => navigator.clipboard.readText(),
  mayRead,
  digest,
  after: (ms, run) => setTimeout(run, ms),
  whenFocused,
};
