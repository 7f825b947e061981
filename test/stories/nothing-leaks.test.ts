import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { answerOf, connect } from './clients.ts';
import { signIn, untilReady, type Person } from './person.ts';
import { newHome, removeHome, startApp, type RunningApp } from './running-app.ts';

const CANARY = 'Qz7-canary+pa55/w0rd"<k>';

/** Every form that a grep should find: itself, JSON, URL, base64 at three offsets (cores), hex. */
function forms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replaceAll('=', '');
    return text.slice(shift === 0 ? 0 : 4, -4);
  });
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('a secret value', () => {
  let app: RunningApp;
  let person: Person;
  const frames: string[] = [];
  const shown: string[] = [];

  beforeAll(async () => {
    app = await startApp({ home: await newHome() });
    person = await signIn(app, app.code);
    await untilReady(person);
  });
  afterAll(() => removeHome(app.home));

  it('appears nowhere but in OpenBao and in the child’s environment', async () => {
    for (const era of ['legacy', 'modern'] as const) {
      const client = await connect(app, { era, agent: `leak-${era}` }, frames);
      const path = 'app/development';
      const writing = client.call('vault_set', { path, data: { PASSWORD: CANARY, OTHER: 'another-canary-9' } });
      shown.push(JSON.stringify(await person.approveNext()));
      await writing;
      await client.call('vault_set', { path, data: { PASSWORD: `${CANARY}x` }, dry_run: true });
      await client.call('vault_get', { path });
      await client.call('vault_list', { recursive: true });
      const print = [
        'const s = process.env.PASSWORD;',
        'const b = Buffer.from(s);',
        'console.log(s, JSON.stringify({ s }), encodeURIComponent(s), b.toString("hex"), b.toString("base64"));',
        'console.error(Buffer.from("u:" + s).toString("base64"), Buffer.from("a" + s + "\\n").toString("base64url"));',
        'process.stdout.write(s.slice(0, 9)); setTimeout(() => process.stdout.write(s.slice(9)), 60);',
      ].join('\n');
      const running = client.call('vault_run', {
        command: [process.execPath, '-e', print],
        secrets: [`${path}/PASSWORD`],
      });
      shown.push(JSON.stringify(await person.approveNext()));
      const ran = answerOf(await running);
      expect(ran).toMatchObject({ exit_code: 0 });
      expect(Object.values(ran['redacted'] as Record<string, number>)[0]).toBeGreaterThanOrEqual(8);
      const failing = client.call('vault_run', { command: ['no-such-program', CANARY], secrets: [] });
      expect(answerOf(await failing)).toMatchObject({ code: 'executable_not_found' });
      await client.call('vault_get', { path: `../${CANARY}` });
      await client.call('vault_set', { path: 'x', data: { KEY: CANARY }, mode: 'nonsense' });
      await client.close();
    }
    for (const show of ['pending', 'decided'] as const) {
      shown.push(JSON.stringify(await person.client.call('approvals.list', { show })));
    }
    shown.push(JSON.stringify(await person.client.call('audit.list', { limit: 500 })));
    shown.push(JSON.stringify(await person.client.call('agents.list', {})));
    await app.stop();

    const texts: (readonly [string, string])[] = [
      ...frames.map((text, index) => [`MCP frame ${index}`, text] as const),
      ...shown.map((text, index) => [`screen ${index}`, text] as const),
      ['log', app.log()] as const,
    ];
    for (const file of await filesBelow(app.home)) texts.push([file, (await readFile(file)).toString('latin1')]);
    const found = texts.flatMap(([where, text]) =>
      forms(CANARY)
        .filter((form) => text.includes(form))
        .map((form) => `${where}: ${form}`),
    );
    expect(found).toEqual([]);
  });

  it('would be found by this search, were it there', () => {
    const hidden = Buffer.from(`xx${CANARY}yy`).toString('base64');
    expect(forms(CANARY).some((form) => hidden.includes(form))).toBe(true);
  });
});
