import { agentKey, agentsList, appInfo, uiCode } from './command-tools.ts';
import type { ToolSpec } from './define.ts';
import { vaultGet, vaultJob, vaultList, vaultRun, vaultSet, vaultStatus } from './vault-tools.ts';

/** What MCP clients see, in this order. */
export const mcpTools = [
  vaultStatus,
  vaultList,
  vaultGet,
  vaultSet,
  vaultRun,
  vaultJob,
] as const satisfies readonly ToolSpec[];

/** What only the `countersign` command may call. */
export const commandTools = [appInfo, uiCode, agentsList, agentKey] as const satisfies readonly ToolSpec[];
