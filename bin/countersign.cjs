#!/usr/bin/env node
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const shim = path.join(root, 'build', 'main', 'mcp-shim.cjs');
const cli = path.join(root, 'build', 'main', 'cli.js');
const mcp = process.argv[2] === 'mcp';

if (!fs.existsSync(mcp ? shim : cli)) {
  process.stderr.write(`Countersign is not built yet: run \`npm start\` once in ${root}.\n`);
  process.exitCode = 1;
} else if (mcp) {
  // In this very process, whatever its Node: clients start it often, and a second process would double the time.
  require(shim);
} else {
  void startCommand();
}

async function startCommand() {
  const { appArguments, environmentFor, findNode } = await import('../scripts/setup/node24.mjs');
  const { handOver } = await import('../scripts/setup/run.mjs');
  const { main } = await import('../scripts/setup/say.mjs');
  await main(() => {
    const node = findNode(root);
    // The person's own folder stays the working directory: paths in the arguments are relative to it.
    return handOver(node, appArguments(root, process.argv.slice(2)), {
      cwd: process.cwd(),
      env: environmentFor(root, node),
    });
  });
}
