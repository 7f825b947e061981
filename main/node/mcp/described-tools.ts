import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import { z } from 'zod';

import { mcpTools } from '../../../app/contract/tools/catalogue.ts';
import type { ToolSpec } from '../../../app/contract/tools/define.ts';

export interface DescribedTool {
  readonly spec: ToolSpec;
  readonly input: StandardSchemaWithJSON<unknown, unknown>;
  readonly output: StandardSchemaWithJSON<unknown, unknown>;
}

/** The tools with their JSON Schemas, computed once: HTTP builds a server for each request. */
export const describeTools = (): readonly DescribedTool[] =>
  mcpTools.map((spec) => ({
    spec,
    input: described(jsonSchema(spec.input, 'input')),
    output: described(jsonSchema(spec.output, 'output')),
  }));

/**
 * Advertises a schema and lets everything pass: the gate validates what goes in, so that bad input gets our error with its
 * code, and the tool call what comes out, so that no validator's wording reaches an agent.
 */
const described = (schema: Record<string, unknown>): StandardSchemaWithJSON<unknown, unknown> => ({
  '~standard': {
    version: 1,
    vendor: 'countersign',
    validate: (value) => ({ value }),
    jsonSchema: { input: () => schema, output: () => schema },
  },
});

/** Without `$schema`: validators of older clients know draft 7 only and refuse a schema that names another dialect. */
function jsonSchema(schema: z.ZodObject, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io });
  return rest;
}
