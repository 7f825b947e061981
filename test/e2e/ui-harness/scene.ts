import type { Page } from '@playwright/test';

import type { Harness } from './server.ts';
import type { World } from './world.ts';

export interface Scene {
  readonly name: string;
  readonly hash?: string;
  readonly language?: 'en' | 'de';
  /** Before the page opens. */
  readonly world?: (world: World) => void;
  /** Once the page is there. */
  readonly act?: (page: Page, harness: Harness) => Promise<void>;
  /** Opens without a code. */
  readonly signedOut?: boolean;
  /** The scene is about a failing connection, which browsers log themselves. */
  readonly expectsNetworkErrors?: boolean;
}

export const press = (name: string | RegExp) => async (page: Page) => {
  await page.getByRole('button', { name }).first().click();
};
