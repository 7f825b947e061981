import { AppError } from '../../../app/kernel/errors.ts';

/**
 * The address of a server without a trailing slash. Throws `bad_input` for anything but https, or http to this machine:
 * a token in clear text would be anyone's on the way.
 */
export function checkAddress(address: string, name: string): string {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new AppError('bad_input', `${name} is not an http or https address.`, {
      next: `Set ${name} to an address such as https://vault.example.org:8200.`,
    });
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new AppError('bad_input', `${name} may not hold a user name, a query or a fragment.`, {
      next: `Set ${name} to scheme, host, port and at most a path.`,
    });
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new AppError('bad_input', `${name} uses http to another machine, which would send the token in clear text.`, {
      next: `Use https in ${name}; http is for this machine only.`,
    });
  return url.href.replace(/\/+$/, '');
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
