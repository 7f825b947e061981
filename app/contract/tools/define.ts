import type { z } from 'zod';

/** What MCP clients are told about a tool's behaviour. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

export interface ToolSpec<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  /** A constant: no text from Vault, paths or people ever gets in here. */
  readonly description: string;
  readonly input: I;
  readonly output: O;
  readonly annotations: ToolAnnotations;
  /** `command`: only for the `countersign` command, not an MCP tool. */
  readonly doors: 'all' | 'command';
}

export const defineTool = <I extends z.ZodObject, O extends z.ZodObject>(
  spec: Omit<ToolSpec<I, O>, 'doors'> & { readonly doors?: 'command' },
): ToolSpec<I, O> => ({ ...spec, doors: spec.doors ?? 'all' });

export const reads: ToolAnnotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};
