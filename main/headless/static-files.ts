import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, posix, relative, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
};
const NONCE_PLACE = '__CSP_NONCE__';

export interface StaticAnswer {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The pages as read at start: a request is looked up by its exact name, so no path can reach outside. */
export class StaticFiles {
  readonly #files: ReadonlyMap<string, { readonly body: Buffer; readonly type: string }>;
  readonly #index: string;

  constructor(folder: string) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && TYPES[extname(entry.name)] !== undefined)
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        const name = posix.join('/', relative(folder, path).split(sep).join('/'));
        return [name, { body: readFileSync(path), type: TYPES[extname(entry.name)] ?? '' }] as const;
      });
    this.#files = new Map(files);
    this.#index = this.#files.get('/index.html')?.body.toString('utf8') ?? '';
  }

  /** `origin` is the page's own, for `connect-src`: events come by WebSocket, which 'self' does not cover everywhere. */
  answer(name: string, origin: string): StaticAnswer | null {
    if (name === '/' || name === '/index.html') return this.#page(origin);
    const file = this.#files.get(name);
    if (file === undefined) return null;
    const cache = name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    return { body: file.body, headers: { 'content-type': file.type, 'cache-control': cache } };
  }

  #page(origin: string): StaticAnswer {
    const nonce = randomBytes(16).toString('base64');
    return {
      body: Buffer.from(this.#index.replaceAll(NONCE_PLACE, nonce)),
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': contentSecurityPolicy(nonce, origin),
      },
    };
  }
}

const contentSecurityPolicy = (nonce: string, origin: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${origin} ${origin.replace(/^http/, 'ws')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** For every answer of the person's door. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // Pages of other ports of this host may not share a process with ours.
  'origin-agent-cluster': '?1',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};
