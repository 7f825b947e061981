import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type ConnectionOptions } from 'node:tls';

import { describe, expect, it, onTestFinished } from 'vitest';

import { createLoopbackCertificates } from '../../../../main/node/openbao/certificates.ts';

const DAY = 86_400_000;

describe('certificates for loopback', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  const certificates = createLoopbackCertificates(now);
  const ca = new X509Certificate(certificates.ca);
  const server = new X509Certificate(certificates.server.cert);
  const client = new X509Certificate(certificates.client.cert);

  it('are issued by their authority, which signs itself', () => {
    for (const issued of [ca, server, client]) {
      expect(issued.verify(ca.publicKey)).toBe(true);
      expect(issued.checkIssued(ca)).toBe(true);
    }
    expect([ca.ca, server.ca, client.ca]).toEqual([true, false, false]);
  });

  it('name loopback and nothing else', () => {
    expect(server.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
    expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(server.checkHost('example.com')).toBeUndefined();
  });

  it('are for one end each', () => {
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(client.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  });

  it('are valid from the day before, also past 2049', () => {
    expect(Date.parse(server.validFrom)).toBe(now - DAY);
    const late = createLoopbackCertificates(Date.parse('2049-06-01T00:00:00Z'));
    expect(new X509Certificate(late.ca).validTo).toContain('2059');
  });

  it('parse whatever serial number chance gives them', () => {
    for (let round = 0; round < 40; round += 1) {
      const { ca: authority, server: leaf } = createLoopbackCertificates(now);
      expect(new X509Certificate(leaf.cert).verify(new X509Certificate(authority).publicKey)).toBe(true);
    }
  });
});

describe('a TLS connection under them', () => {
  const certificates = createLoopbackCertificates(Date.now());
  const { ca, client } = certificates;

  async function listen(): Promise<number> {
    const { cert, key } = certificates.server;
    const server = createServer({ ca, cert, key, requestCert: true, rejectUnauthorized: true }, (socket) => {
      socket.on('error', () => undefined);
      socket.end('hello');
    });
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  async function greeting(options: ConnectionOptions): Promise<string> {
    const socket = connect({ host: '127.0.0.1', port: await listen(), ...options });
    const chunks: Buffer[] = [];
    for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  const outcome = (options: ConnectionOptions): Promise<string> =>
    greeting(options).then(
      (text) => (text === '' ? 'refused' : text),
      () => 'refused',
    );

  it('is made with the client certificate', async () => {
    expect(await outcome({ ca, cert: client.cert, key: client.key })).toBe('hello');
  });

  it('is refused without one', async () => {
    expect(await outcome({ ca })).toBe('refused');
  });

  it('is refused with a client certificate of another authority', async () => {
    const other = createLoopbackCertificates(Date.now()).client;
    expect(await outcome({ ca, cert: other.cert, key: other.key })).toBe('refused');
  });

  it('is refused by a client that trusts another authority', async () => {
    const other = createLoopbackCertificates(Date.now()).ca;
    expect(await outcome({ ca: other, cert: client.cert, key: client.key })).toBe('refused');
  });
});
