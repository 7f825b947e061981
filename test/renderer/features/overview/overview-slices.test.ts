import { describe, expect, it } from 'vitest';

import { AppError } from '../../../../app/kernel/errors.ts';
import { alwaysOnline } from '../../../../renderer/api/connection.ts';
import { connectSnippets } from '../../../../renderer/features/overview/connect-snippets.ts';
import { createUiStore } from '../../../../renderer/store/ui-store.ts';
import { fakeCore } from '../../fake-core.ts';

const openDemo = (start: () => unknown) => {
  const core = fakeCore({ 'demo.start': start });
  const store = createUiStore(core.client, alwaysOnline());
  return () => store.getState().demo;
};

describe('the demonstration', () => {
  it('collects its steps and ends with the last one', async () => {
    const demo = openDemo(() => ({ started: true }));
    await demo().start();
    expect(demo().running).toBe(true);
    demo().received({ step: 'connected' });
    demo().received({ step: 'asked_to_store' });
    expect(demo()).toMatchObject({ running: true, steps: [{ step: 'connected' }, { step: 'asked_to_store' }] });
    demo().received({ step: 'denied' });
    expect(demo().running).toBe(false);
  });

  it('begins anew when another one connects', () => {
    const demo = openDemo(() => ({ started: true }));
    demo().received({ step: 'failed', text: 'x' });
    demo().received({ step: 'connected' });
    expect(demo().steps).toEqual([{ step: 'connected' }]);
  });

  it('can be started again once the core was away, whose last step may be lost', async () => {
    const demo = openDemo(() => ({ started: true }));
    await demo().start();
    demo().received({ step: 'connected' });
    demo().left();
    expect(demo()).toMatchObject({ running: false, steps: [{ step: 'connected' }] });
    demo().received({ step: 'asked_to_store' });
    expect(demo()).toMatchObject({ running: true, steps: [{ step: 'connected' }, { step: 'asked_to_store' }] });
  });

  it('keeps what is known of one that is still under way', async () => {
    const demo = openDemo(() => ({ started: false }));
    demo().received({ step: 'connected' });
    demo().left();
    await demo().start();
    expect(demo()).toMatchObject({ running: true, steps: [{ step: 'connected' }] });
  });

  it('leaves nothing of one to the next session', async () => {
    const demo = openDemo(() => ({ started: true }));
    demo().received({ step: 'connected' });
    demo().signedOut();
    expect(demo()).toMatchObject({ running: false, steps: [], error: null });
  });

  it('can be started again after it could not be', async () => {
    const demo = openDemo(() => {
      throw new AppError('busy', 'Too much.');
    });
    await demo().start();
    expect(demo()).toMatchObject({ running: false, error: { code: 'busy' } });
  });
});

describe('connectSnippets', () => {
  const doors = {
    command: ['/opt/my apps/countersign', 'mcp'],
    env: {},
    mcpUrl: 'http://127.0.0.1:8089/mcp',
    socket: '/run/x.sock',
  };
  const snippets = connectSnippets(doors);

  it('quotes a path with a space for the shell', () => {
    expect(snippets.claudeCode).toBe(
      "claude mcp add countersign -s user -- '/opt/my apps/countersign' mcp --agent claude-code",
    );
  });

  it('gives valid JSON with program and arguments apart', () => {
    expect(JSON.parse(snippets.json)).toEqual({
      mcpServers: { countersign: { command: '/opt/my apps/countersign', args: ['mcp', '--agent', 'claude-desktop'] } },
    });
  });

  it('hands over the environment that the command needs, quoted for the shell', () => {
    const env = { COUNTERSIGN_HOME: "/home/ana/Ana's vault", COUNTERSIGN_BAO: '/usr/bin/bao' };
    const { claudeCode, json } = connectSnippets({ ...doors, env });
    expect(claudeCode).toBe(
      String.raw`claude mcp add countersign -s user -e 'COUNTERSIGN_HOME=/home/ana/Ana'\''s vault' -e COUNTERSIGN_BAO=/usr/bin/bao -- '/opt/my apps/countersign' mcp --agent claude-code`,
    );
    expect(JSON.parse(json)).toMatchObject({ mcpServers: { countersign: { env } } });
  });
});
