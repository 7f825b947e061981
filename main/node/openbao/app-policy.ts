/** KV v2 mount that a fresh OpenBao gets. */
export const KV_MOUNT = 'secret';

/** Name of the policy that the app's own token has. */
export const APP_POLICY = 'countersign-app';

interface PolicyPath {
  readonly path: string;
  readonly may: readonly string[];
}

const KV_RIGHTS = ['create', 'read', 'update', 'patch', 'delete', 'list', 'scan'] as const;

/**
 * What the app may do in its own OpenBao. `sudo` on `auth/token/create` is what lets it mint batch tokens that hold an agent's
 * policy only and end with the app's own: OpenBao has no narrower right for that. It is no wall against the app itself.
 */
const APP_RIGHTS: readonly PolicyPath[] = [
  { path: `${KV_MOUNT}/*`, may: KV_RIGHTS },
  // Read only, so that nobody can switch `cas_required` off again.
  { path: `${KV_MOUNT}/config`, may: ['read'] },
  { path: 'sys/mounts', may: ['read'] },
  { path: 'sys/internal/ui/mounts', may: ['read'] },
  { path: 'sys/internal/ui/mounts/*', may: ['read'] },
  { path: 'sys/policies/acl/mcp-agent-*', may: ['create', 'read', 'update', 'delete'] },
  { path: 'auth/token/create', may: ['create', 'update', 'sudo'] },
  { path: 'auth/token/lookup', may: ['create', 'update'] },
  { path: 'auth/token/lookup-self', may: ['read'] },
  { path: 'auth/token/renew', may: ['create', 'update'] },
  { path: 'auth/token/renew-self', may: ['update'] },
  { path: 'auth/token/revoke', may: ['create', 'update'] },
  { path: 'auth/token/revoke-self', may: ['update'] },
  { path: 'auth/token/lookup-accessor', may: ['create', 'update'] },
  { path: 'auth/token/revoke-accessor', may: ['create', 'update'] },
  { path: 'sys/capabilities', may: ['create', 'update'] },
  { path: 'sys/capabilities-self', may: ['create', 'update'] },
  { path: 'sys/mounts/transit', may: ['create', 'read', 'update'] },
  { path: 'transit/*', may: ['create', 'read', 'update', 'delete', 'list'] },
];

export const appPolicy = (): string =>
  APP_RIGHTS.map(({ path, may }) => `path "${path}" { capabilities = ${JSON.stringify(may)} }`).join('\n');
