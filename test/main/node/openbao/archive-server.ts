import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { createTar } from 'nanotar';
import { onTestFinished } from 'vitest';

export const tarOf = (files: Record<string, Uint8Array>): Buffer =>
  gzipSync(createTar(Object.entries(files).map(([name, data]) => ({ name, data }))));

export interface ArchiveServer {
  /** Ends with a slash. */
  readonly url: string;
  /** Settles at the first request. */
  readonly asked: Promise<unknown>;
  requests(): readonly string[];
}

/** Serves one archive at every path; null answers 404, 'never' begins and never ends. */
export async function archiveServer(archive: Buffer | null | 'never'): Promise<ArchiveServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (archive === null) response.writeHead(404).end();
    else if (archive === 'never') response.writeHead(200, { 'content-length': '1000' }).write('x');
    else response.writeHead(200, { 'content-length': `${archive.length}` }).end(archive);
  });
  const asked = once(server, 'request');
  server.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, asked, requests: () => requests };
}
