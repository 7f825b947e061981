import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import { expect, it } from 'vitest';

import { CATALOGUE_JSON } from '../../../main/cli/mcp-shim/catalogue.ts';
import { LEGACY_VERSIONS } from '../../../main/cli/mcp-shim/protocol.ts';
import { describeTools } from '../../../main/node/mcp/described-tools.ts';
import { SERVER_NAME, SERVER_TITLE } from '../../../main/node/mcp/server-identity.ts';

const repository = path.resolve(import.meta.dirname, '../../..');

function catalogue() {
  const { version } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as { version: string };
  const tools = describeTools().map(({ spec, input, output }) => ({
    name: spec.name,
    title: spec.title,
    description: spec.description,
    inputSchema: input['~standard'].jsonSchema.input({ target: 'draft-2020-12' }),
    annotations: spec.annotations,
    outputSchema: output['~standard'].jsonSchema.output({ target: 'draft-2020-12' }),
  }));
  return { serverInfo: { name: SERVER_NAME, title: SERVER_TITLE, version }, tools };
}

it('the catalogue of the shim is that of the core', () => {
  const expected = JSON.stringify(catalogue());
  if (process.env['UPDATE_CATALOGUE'] === '1') {
    const quoted = `'${expected.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
    const reason =
      '/** Made by `UPDATE_CATALOGUE=1 npx vitest run mcp-shim-catalogue`: what `tools/list` answers while the core is away. */';
    writeFileSync(
      path.join(repository, 'main/cli/mcp-shim/catalogue.ts'),
      `${reason}\nexport const CATALOGUE_JSON =\n  ${quoted};\n`,
    );
    return;
  }
  expect(JSON.parse(CATALOGUE_JSON)).toEqual(JSON.parse(expected));
});

it('the shim knows the same older versions of the protocol as the SDK', () => {
  expect(LEGACY_VERSIONS).toEqual(SUPPORTED_PROTOCOL_VERSIONS);
});

it('what agents are told about the tools changes only on purpose', () => {
  const { tools } = catalogue();
  const digest = createHash('sha256').update(JSON.stringify(tools)).digest('hex');
  expect(digest).toBe('e8aadee28a6ed79fb41c5282107ce00600ac56d833df56834376b2aa5874963b');
});

it('the schemas are closed, and portable to validators of every client', () => {
  for (const { inputSchema, outputSchema } of catalogue().tools) {
    for (const schema of [inputSchema, outputSchema]) {
      expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(JSON.stringify(schema)).not.toMatch(/"\$(schema|ref|defs)"/);
    }
  }
});
