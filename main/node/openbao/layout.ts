import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';

import { AppError } from '../../../app/kernel/errors.ts';

/** Where everything of the embedded OpenBao lies. */
export interface Layout {
  readonly folder: string;
  readonly config: string;
  readonly data: string;
  /** The data of a first start that failed, kept once in case it held something after all. */
  readonly failedData: string;
  readonly auditLog: string;
  readonly publicKey: string;
  readonly keys: string;
  /** There once a start succeeded: from then on nothing is ever begun anew. */
  readonly marker: string;
  readonly pidFile: string;
  readonly sealKey: string;
  readonly tls: { readonly ca: string; readonly cert: string; readonly key: string };
  readonly socketFolder: string;
  readonly socket: string;
}

interface Surroundings {
  readonly platform: NodeJS.Platform;
  /** XDG_RUNTIME_DIR, where there is one. */
  readonly runtimeFolder: string | undefined;
  readonly tempFolder: string;
}

/** What macOS gives `sockaddr_un`, without the closing zero; Linux has four more. */
const LONGEST_SOCKET_PATH = 103;

export function openBaoLayout(home: string, surroundings: Surroundings): Layout {
  const folder = path.join(home, 'openbao');
  const inside = (name: string): string => path.join(folder, name);
  const socketFolder = chooseSocketFolder(folder, surroundings);
  return {
    folder,
    config: inside('bao.hcl'),
    data: inside('data'),
    failedData: inside('data.failed'),
    auditLog: inside('audit.log'),
    publicKey: inside('app.pub.pem'),
    keys: inside('keys.sealed'),
    marker: inside('initialized'),
    pidFile: inside('pid.json'),
    sealKey: inside('seal-key'),
    tls: { ca: inside('tls-ca.pem'), cert: inside('tls-server.pem'), key: inside('tls-server.key') },
    socketFolder,
    socket: path.join(socketFolder, SOCKET_NAME),
  };
}

export async function prepareLayout({ folder, socketFolder, data }: Layout): Promise<void> {
  await makePrivate(folder);
  await makePrivate(socketFolder);
  await makePrivate(data);
}

/** A socket folder outside the home is of no use without a server. */
export async function clearLayout({ folder, socketFolder }: Layout): Promise<void> {
  if (socketFolder !== folder) await rm(socketFolder, { recursive: true, force: true });
}

const SOCKET_NAME = 'bao.sock';

function chooseSocketFolder(folder: string, { platform, runtimeFolder, tempFolder }: Surroundings): string {
  if (platform === 'win32') return folder;
  const short = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const places = [
    folder,
    ...(runtimeFolder === undefined ? [] : [path.join(runtimeFolder, 'countersign', short)]),
    path.join(tempFolder, `countersign-${short}`),
  ];
  const place = places.find((candidate) => fits(path.join(candidate, SOCKET_NAME)));
  if (place !== undefined) return place;
  throw new AppError('unavailable', 'The home folder and the temporary folder are too deep for a socket.', {
    next: 'Set COUNTERSIGN_HOME or TMPDIR to a shorter path.',
  });
}

const fits = (socket: string): boolean => Buffer.byteLength(socket) <= LONGEST_SOCKET_PATH;

async function makePrivate(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  // Others may write into the temporary folder: one that waits there under our name could be theirs.
  if (!found.isDirectory() || (process.getuid !== undefined && found.uid !== process.getuid())) {
    throw new AppError('unavailable', `${folder} is not a folder of yours.`, { next: 'Remove it and start again.' });
  }
  await chmod(folder, 0o700);
}
