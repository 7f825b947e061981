import path from 'node:path';

import envPaths from 'env-paths';
import { expect, it } from 'vitest';

import { endpointsFile, homeFolder } from '../../../main/node/home-folder.ts';

it('the home is COUNTERSIGN_HOME, made absolute', () => {
  expect(homeFolder({ COUNTERSIGN_HOME: '/srv/cs' })).toBe('/srv/cs');
  expect(homeFolder({ COUNTERSIGN_HOME: 'cs' })).toBe(path.resolve('cs'));
});

it("without that it is the platform's folder for user data, whatever else is set", () => {
  const { data } = envPaths('countersign', { suffix: '' });
  expect(homeFolder({})).toBe(data);
  expect(homeFolder({ COUNTERSIGN_HOME: '' })).toBe(data);
  expect(path.basename(data).toLowerCase()).toMatch(/countersign|data/);
});

it('a running core is found in the folder run', () => {
  expect(endpointsFile('/srv/cs')).toBe('/srv/cs/run/endpoints.json');
});
