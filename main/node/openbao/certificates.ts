import type { KeyObject } from 'node:crypto';
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** PEM texts for one mTLS connection over loopback: an authority of its own that nobody else trusts, and both ends. */
export interface LoopbackCertificates {
  readonly ca: string;
  readonly server: { readonly cert: string; readonly key: string };
  readonly client: { readonly cert: string; readonly key: string };
}

/** The authority's private key is dropped here, so no further certificate can ever be made under it. */
export function createLoopbackCertificates(now: number): LoopbackCertificates {
  const validity = derValidity(now - DAY, now + 3650 * DAY);
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issue = (subject: string, publicKey: KeyObject, extensions: readonly Buffer[]): string =>
    certificate({ subject, publicKey, extensions, validity, issuerKey: authority.privateKey });
  const leaf = (subject: string, extensions: readonly Buffer[]): { cert: string; key: string } => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return {
      cert: issue(subject, pair.publicKey, extensions),
      key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  };
  return {
    ca: issue(AUTHORITY, authority.publicKey, [basicConstraints(true), keyUsage(KEY_CERT_SIGN)]),
    server: leaf('localhost', [...leafExtensions(OID.serverAuth), loopbackNames()]),
    client: leaf('countersign', leafExtensions(OID.clientAuth)),
  };
}

const DAY = 86_400_000;
const AUTHORITY = 'Countersign loopback';

/** Bits of KeyUsage, counted from the left (RFC 5280, 4.2.1.3). */
const DIGITAL_SIGNATURE = 0x80;
const KEY_CERT_SIGN = 0x04;

const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** Context-specific tags: [0] version and [3] extensions of a certificate, [2] DNS name, [7] IP address. */
  version: 0xa0,
  extensions: 0xa3,
  dnsName: 0x82,
  ipAddress: 0x87,
} as const;

interface Certificate {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly validity: Buffer;
  readonly issuerKey: KeyObject;
}

function certificate({ subject, publicKey, extensions, validity, issuerKey }: Certificate): string {
  const algorithm = sequence(objectId(OID.ecdsaWithSha256));
  const body = sequence(
    der(TAG.version, integer(Buffer.from([2]))),
    integer(randomBytes(16)),
    algorithm,
    commonName(AUTHORITY),
    validity,
    commonName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(TAG.extensions, sequence(...extensions)),
  );
  const signed = sequence(body, algorithm, bitString(sign('sha256', body, issuerKey)));
  const lines = signed.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

const leafExtensions = (purpose: string): Buffer[] => [
  basicConstraints(false),
  keyUsage(DIGITAL_SIGNATURE),
  extension(OID.extendedKeyUsage, sequence(objectId(purpose))),
];

const basicConstraints = (isAuthority: boolean): Buffer =>
  extension(OID.basicConstraints, isAuthority ? sequence(der(TAG.boolean, Buffer.from([0xff]))) : sequence(), true);

const keyUsage = (bits: number): Buffer => {
  const unused = 31 - Math.clz32(bits & -bits);
  return extension(OID.keyUsage, der(TAG.bitString, Buffer.from([unused, bits])), true);
};

const loopbackNames = (): Buffer =>
  extension(
    OID.subjectAltName,
    sequence(der(TAG.dnsName, Buffer.from('localhost')), der(TAG.ipAddress, Buffer.from([127, 0, 0, 1]))),
  );

function extension(id: string, content: Buffer, critical = false): Buffer {
  const mark = critical ? [der(TAG.boolean, Buffer.from([0xff]))] : [];
  return sequence(objectId(id), ...mark, der(TAG.octetString, content));
}

const commonName = (name: string): Buffer =>
  sequence(der(TAG.set, sequence(objectId(OID.commonName), der(TAG.utf8, Buffer.from(name)))));

const derValidity = (from: number, until: number): Buffer => sequence(time(from), time(until));

/** UTCTime knows two digits of the year and so ends with 2049 (RFC 5280, 4.1.2.5). */
function time(instant: number): Buffer {
  const digits = new Date(instant).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return digits < '2050'
    ? der(TAG.utcTime, Buffer.from(digits.slice(2)))
    : der(TAG.generalizedTime, Buffer.from(digits));
}

const sequence = (...members: readonly Buffer[]): Buffer => der(TAG.sequence, Buffer.concat(members));

const bitString = (bytes: Buffer): Buffer => der(TAG.bitString, Buffer.concat([Buffer.from([0]), bytes]));

/** DER integers are signed and as short as can be: no superfluous zero in front, one where the top bit is set. */
function integer(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const short = start === -1 ? Buffer.from([0]) : bytes.subarray(start);
  const negative = (short[0] ?? 0) >= 0x80;
  return der(TAG.integer, negative ? Buffer.concat([Buffer.from([0]), short]) : short);
}

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(TAG.objectId, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

function der(tag: number, content: Buffer): Buffer {
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const size: number[] = [];
  for (let left = content.length; left > 0; left >>>= 8) size.unshift(left & 0xff);
  return Buffer.concat([Buffer.from([tag, 0x80 | size.length, ...size]), content]);
}
