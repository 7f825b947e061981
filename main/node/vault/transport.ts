import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';

import type { Secret } from '../../../app/kernel/secret.ts';
import { asTransportFailure, TransportFailure } from './transport-failure.ts';

export interface TlsSettings {
  /** PEM; replaces the system's authorities. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: Secret;
}

export interface Timeouts {
  readonly connectMs: number;
  /** For the whole exchange, up to the last byte of the answer. */
  readonly requestMs: number;
}

interface TransportOptions {
  readonly socketPath?: string | undefined;
  readonly tls?: TlsSettings | undefined;
  readonly timeouts: Timeouts;
}

interface TransportRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

interface RawAnswer {
  readonly status: number;
  readonly text: string;
}

/** One HTTP exchange with deadlines, a size cap, and no redirects: the token goes to no other address. */
export interface Transport {
  /** Rejects with `TransportFailure` only. */
  send(request: TransportRequest): Promise<RawAnswer>;
  close(): void;
}

const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** Shorter than what servers and load balancers keep, so that a request rarely meets a connection closed at the far end. */
const IDLE_MS = 30_000;

export function createTransport(options: TransportOptions): Transport {
  const agentOptions = { keepAlive: true, maxSockets: 64, maxFreeSockets: 8, timeout: IDLE_MS };
  const plain = new HttpAgent(agentOptions);
  // Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED cannot turn the check off.
  const secure = new HttpsAgent({ ...agentOptions, ...tlsOptions(options.tls), rejectUnauthorized: true });
  let closed = false;

  const open = (request: TransportRequest): ClientRequest => {
    if (closed) throw new TransportFailure('closed');
    const url = new URL(request.url);
    const { method, headers } = request;
    return url.protocol === 'https:'
      ? httpsRequest(url, { method, headers, agent: secure })
      : httpRequest(url, { method, headers, agent: plain, socketPath: options.socketPath });
  };

  return {
    async send(request) {
      const first = await exchange(open, request, options.timeouts);
      // A reading that met a connection the server had just given up is safe to repeat; a write never is.
      const answer = first === 'stale' ? await exchange(open, request, options.timeouts) : first;
      if (answer === 'stale') throw new TransportFailure('broken', 'ECONNRESET');
      return answer;
    },
    close() {
      closed = true;
      plain.destroy();
      secure.destroy();
    },
  };
}

const tlsOptions = (tls: TlsSettings = {}): { ca?: string; cert?: string; key?: string } => ({
  ...(tls.ca === undefined ? {} : { ca: tls.ca }),
  ...(tls.cert === undefined ? {} : { cert: tls.cert }),
  ...(tls.key === undefined ? {} : { key: tls.key.reveal() }),
});

async function exchange(
  open: (request: TransportRequest) => ClientRequest,
  request: TransportRequest,
  timeouts: Timeouts,
): Promise<RawAnswer | 'stale'> {
  const ending = createEnding();
  try {
    const outgoing = open(request);
    ending.watch(outgoing, timeouts);
    const incoming = await answerTo(outgoing, request);
    if (incoming === 'stale') return 'stale';
    ending.reading(incoming);
    return { status: incoming.statusCode ?? 0, text: await readCapped(incoming) };
  } catch (error) {
    throw ending.reason() ?? asTransportFailure(error);
  } finally {
    ending.done();
  }
}

function answerTo(outgoing: ClientRequest, request: TransportRequest): Promise<IncomingMessage | 'stale'> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve);
    // Stays for errors after the answer began, which nobody else listens to.
    outgoing.on('error', (error) => {
      const failure = asTransportFailure(error);
      if (request.method === 'GET' && outgoing.reusedSocket && failure.kind === 'broken') resolve('stale');
      else reject(failure);
    });
    outgoing.end(request.body ?? undefined);
  });
}

/** The two deadlines of an exchange, and why it was ended early: Node reports that as a plain reset. */
function createEnding() {
  let reason: TransportFailure | undefined;
  let target: { destroy(error: Error): unknown } | undefined;
  const timers = new Set<NodeJS.Timeout>();
  const endAfter = (ms: number, kind: 'timeout' | 'connect_timeout'): NodeJS.Timeout => {
    const timer = setTimeout(() => {
      reason ??= new TransportFailure(kind);
      target?.destroy(reason);
    }, ms);
    timers.add(timer);
    return timer;
  };
  return {
    watch(outgoing: ClientRequest, timeouts: Timeouts) {
      target = outgoing;
      endAfter(timeouts.requestMs, 'timeout');
      outgoing.once('socket', (socket) => {
        if (!socket.connecting) return;
        const timer = endAfter(timeouts.connectMs, 'connect_timeout');
        socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => clearTimeout(timer));
      });
    },
    reading(incoming: IncomingMessage) {
      target = incoming;
    },
    reason: () => reason,
    done() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** By events: iterating over the body would cost each answer a tenth of its time. */
function readCapped(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      // An endless answer ends here, and its connection with it.
      if (size > MAX_ANSWER_BYTES) incoming.destroy(new TransportFailure('too_large'));
      else chunks.push(chunk);
    });
    incoming.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    incoming.once('error', reject);
    incoming.once('close', () => {
      if (!incoming.complete) reject(new TransportFailure('broken', 'ECONNRESET'));
    });
  });
}
