import type { Transport } from '../../app/contract/client.ts';

import { alwaysOnline, type Connection } from './connection.ts';

declare global {
  interface Window {
    /** Put there by the preload script; absent in a browser. */
    readonly bridge?: Transport;
  }
}

/** How messages move, and whether they can at the moment. */
export interface Link {
  readonly transport: Transport;
  readonly connection: Connection;
}

export const pickLink = (browser: () => Link): Link =>
  window.bridge === undefined ? browser() : { transport: window.bridge, connection: alwaysOnline() };
