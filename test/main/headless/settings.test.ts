import { describe, expect, it } from 'vitest';

import { USUAL_LIMITS } from '../../../app/gate/limits.ts';
import { readSettings } from '../../../main/headless/settings.ts';

const USUAL = {
  layout: { mount: 'secret', prefix: 'mcp' },
  agentsPort: 8089,
  uiPort: 8090,
  limits: USUAL_LIMITS,
  logLevel: 'warn',
};
const SERVER = { VAULT_ADDR: 'https://vault.example.org:8200' };

describe('settings from the environment', () => {
  it('are the usual ones where nothing is set, or set to nothing', () => {
    expect(readSettings({})).toEqual(USUAL);
    const names = ['KV_MOUNT', 'DEFAULT_PREFIX', 'PORT', 'COUNTERSIGN_UI_PORT', 'HOST', 'VAULT_ADDR', 'LOG_LEVEL'];
    expect(readSettings(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(USUAL);
  });

  it('name the place of entries on a server of yours', () => {
    const { layout } = readSettings({ ...SERVER, KV_MOUNT: 'team/kv', DEFAULT_PREFIX: 'apps' });
    expect(layout).toEqual({ mount: 'team/kv', prefix: 'apps' });
  });

  it('may name another prefix in the built-in OpenBao, but no other mount: it has but one', () => {
    expect(readSettings({ DEFAULT_PREFIX: 'apps', KV_MOUNT: 'secret' }).layout.prefix).toBe('apps');
    for (const none of [{}, { VAULT_ADDR: '' }]) {
      expect(() => readSettings({ ...none, KV_MOUNT: 'kv' })).toThrow(
        expect.objectContaining({
          code: 'bad_input',
          message: expect.stringContaining('KV_MOUNT') as string,
          next: expect.stringContaining('VAULT_ADDR') as string,
        }),
      );
    }
  });

  it.each([
    ['KV_MOUNT', '../x'],
    ['DEFAULT_PREFIX', 'a//b'],
    ['PORT', '65536'],
    ['COUNTERSIGN_UI_PORT', 'web'],
    ['HOST', '0.0.0.0'],
    ['LOG_LEVEL', 'loud'],
    ['LOG_LEVEL', 'DEBUG'],
  ])('are refused by name: %s=%s', (name, value) => {
    expect(() => readSettings({ ...SERVER, [name]: value })).toThrow(
      expect.objectContaining({ code: 'bad_input', message: expect.stringContaining(name) as string }),
    );
  });

  it('name how much is logged', () => {
    for (const level of ['debug', 'info', 'warn', 'error']) {
      expect(readSettings({ LOG_LEVEL: level }).logLevel).toBe(level);
    }
    expect(() => readSettings({ LOG_LEVEL: 'loud' })).toThrow(
      expect.objectContaining({ next: 'Use debug, info, warn or error.' }),
    );
  });

  it('widen or switch off the limits, for programs under the names that the bridge has', () => {
    const wide = readSettings({ RATE_LIMIT_REQUESTS: '600', RATE_LIMIT_WINDOW_SECONDS: '30' }).limits;
    expect(wide?.rates).toEqual({ ...USUAL_LIMITS.rates, program: { burst: 600, perSecond: 20 } });
    for (const off of ['false', '0', 'no']) expect(readSettings({ RATE_LIMIT_ENABLED: off }).limits).toBeNull();
  });

  it.each([
    ['RATE_LIMIT_ENABLED', 'perhaps'],
    ['RATE_LIMIT_REQUESTS', '0'],
    ['RATE_LIMIT_REQUESTS', 'many'],
    ['RATE_LIMIT_WINDOW_SECONDS', '-1'],
  ])('say which limit is wrong: %s=%s', (name, text) => {
    expect(() => readSettings({ [name]: text })).toThrow(
      expect.objectContaining({ code: 'bad_input', message: expect.stringContaining(name) as string }),
    );
  });
});
