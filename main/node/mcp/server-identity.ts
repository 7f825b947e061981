/** What MCP clients are told about this server. Free of dependencies, since the shim says the same while the core is away. */
export const SERVER_NAME = 'countersign';
export const SERVER_TITLE = 'Countersign';

export const INSTRUCTIONS =
  'Countersign lets you use the secrets that a person keeps in Vault or OpenBao without seeing them, and asks that person before you change anything. ' +
  'Call `vault_status` first, name secrets by references such as `app/development/NAME`, and never ask for a secret value in the chat. ' +
  'When a call answers `pending` or `running`, go on with `vault_job`; when it fails, do what its `next` says.';

/** The tools never change while a connection lasts, so no client needs to listen for it. */
export const CAPABILITIES = { tools: { listChanged: false } } as const;
