import type { Handlers } from '../../app/contract/dispatch.ts';
import type { HostContract } from '../../app/contract/host-contract.ts';
import { AppError } from '../../app/kernel/errors.ts';
import { openInBrowser } from '../node/open-in-browser.ts';

const cannot = async (): Promise<never> => {
  throw new AppError('unavailable', 'A terminal has no windows and no keychain.');
};

/** What a terminal can do for the core: say that something waits, and open a link. The page shows the rest. */
export const terminalHost = (say: (line: string) => void, page: () => string): Handlers<HostContract> => ({
  'host.showApproval': cannot,
  'host.withdrawApproval': cannot,
  'host.keepBlob': cannot,
  'host.fetchBlob': cannot,
  'host.notify': async ({ kind, count }) => {
    if (kind === 'approval_waiting') {
      say(`${count === 1 ? 'One question waits' : `${count} questions wait`} for you at ${page()}/#/approvals`);
    }
    return {};
  },
  'host.openLink': async ({ url }) => {
    if (!(await openInBrowser(url))) throw new AppError('unavailable', 'No browser can be opened from here.');
    return {};
  },
});
