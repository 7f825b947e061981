import path from 'node:path';

import { AppError } from '../../../app/kernel/errors.ts';
import { APP_POLICY, appPolicy, KV_MOUNT } from './app-policy.ts';
import type { Layout } from './layout.ts';

interface ServerConfig {
  readonly layout: Layout;
  readonly port: number;
  readonly clusterPort: number;
  /** Null on Windows, where the app itself comes over TCP. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  /** Only a server without data gets its first contents; they are ignored later. */
  readonly initialize: boolean;
}

/** Login of the app: a short JWT under its own key. */
export const APP_LOGIN = {
  mount: 'app',
  role: 'app',
  issuer: 'countersign',
  audience: 'openbao',
  subject: 'core',
} as const;

/**
 * OpenBao keeps the path of an audit device in its data and refuses to start with another one. So it is told relative to the
 * folder that the server runs in, which may then be moved or restored elsewhere. Devices of another name are removed at a
 * start: homes made with the device `local`, whose path was absolute, change over to this one.
 */
const AUDIT_DEVICE = 'home';

/**
 * Raft insists on a TCP listener, so there is one on loopback that wants a client certificate; on POSIX nobody gets one and the
 * app comes by the private socket. Owner and group of the socket must be named, or OpenBao ignores its mode.
 */
export function serverConfig(config: ServerConfig): string {
  const { layout, port, clusterPort, owner, initialize } = config;
  const blocks = [
    'ui = false',
    'log_level = "info"',
    `api_addr = "https://127.0.0.1:${port}"`,
    `cluster_addr = "https://127.0.0.1:${clusterPort}"`,
    // The default multiplier makes the first election take five times as long and is of no use to a single node.
    block('storage "raft"', { path: layout.data, node_id: 'local', performance_multiplier: 1 }),
    block('listener "tcp"', {
      address: `127.0.0.1:${port}`,
      cluster_address: `127.0.0.1:${clusterPort}`,
      tls_cert_file: layout.tls.cert,
      tls_key_file: layout.tls.key,
      tls_client_ca_file: layout.tls.ca,
      tls_require_and_verify_client_cert: true,
    }),
    ...(owner === null ? [] : [unixListener(layout.socket, owner)]),
    block('seal "static"', { current_key_id: 'local-1', current_key: `file://${layout.sealKey}` }),
    `audit "file" "${AUDIT_DEVICE}" {\n${block('options', { file_path: path.basename(layout.auditLog), mode: '0600' })}\n}`,
    ...(initialize ? [firstContents(layout)] : []),
  ];
  return `${blocks.join('\n')}\n`;
}

const unixListener = (socket: string, { uid, gid }: { readonly uid: number; readonly gid: number }): string =>
  block('listener "unix"', { address: socket, socket_mode: '600', socket_user: `${uid}`, socket_group: `${gid}` });

function firstContents({ publicKey }: Layout): string {
  const requests = [
    request('mount', `sys/mounts/${KV_MOUNT}`, object({ type: 'kv', options: raw(object({ version: '2' })) })),
    request('policy', `sys/policies/acl/${APP_POLICY}`, object({ policy: appPolicy() })),
    request('login', `sys/auth/${APP_LOGIN.mount}`, object({ type: 'jwt' })),
    request(
      'login-config',
      `auth/${APP_LOGIN.mount}/config`,
      object({ jwt_validation_pubkeys: raw(`[${fromFile(publicKey)}]`), bound_issuer: APP_LOGIN.issuer }),
    ),
    request('login-role', `auth/${APP_LOGIN.mount}/role/${APP_LOGIN.role}`, object(loginRole)),
    // Last, since a new KV mount refuses requests for some milliseconds, and one refusal spoils the whole start.
    request('kv', `${KV_MOUNT}/config`, object({ cas_required: true })),
  ];
  return `initialize "countersign" {\n${requests.join('\n')}\n}`;
}

const loginRole = {
  role_type: 'jwt',
  user_claim: 'sub',
  bound_audiences: [APP_LOGIN.audience],
  bound_subject: APP_LOGIN.subject,
  token_policies: [APP_POLICY],
  token_no_default_policy: true,
  token_ttl: '15m',
  token_max_ttl: '1h',
} as const;

const request = (name: string, where: string, data: string): string =>
  `request "${name}" {\noperation = "update"\npath = "${where}"\ndata = ${data}\n}`;

const fromFile = (file: string): string => object({ eval_type: 'string', eval_source: 'file', path: file });

interface Raw {
  readonly hcl: string;
}
type Value = string | number | boolean | readonly string[] | Raw;

const raw = (hcl: string): Raw => ({ hcl });

const block = (head: string, members: Readonly<Record<string, Value>>): string => `${head} ${object(members)}`;

function object(members: Readonly<Record<string, Value>>): string {
  const lines = Object.entries(members).map(([name, value]) => `${name} = ${literal(value)}`);
  return `{\n${lines.join('\n')}\n}`;
}

function literal(value: Value): string {
  if (typeof value === 'object' && 'hcl' in value) return value.hcl;
  const text = JSON.stringify(value);
  if (text.includes('${')) {
    throw new AppError(
      'bad_input',
      'The home folder has a "${" in its path, which OpenBao would take for a variable.',
      {
        next: 'Set COUNTERSIGN_HOME to another folder.',
      },
    );
  }
  return text;
}
