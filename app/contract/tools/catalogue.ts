import { agentKey, agentPause, agentsList, appInfo, uiCode } from './command-tools.ts';
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
export const commandTools = [appInfo, uiCode, agentsList, agentPause, agentKey] as const satisfies readonly ToolSpec[];

/** They say what is going on, or stop it: they work while the vault is being opened, and for an agent that is paused. */
export const aboutTheApp: ReadonlySet<string> = new Set([
  vaultStatus.name,
  appInfo.name,
  uiCode.name,
  agentsList.name,
  agentPause.name,
]);
