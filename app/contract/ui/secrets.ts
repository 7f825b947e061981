import { z } from 'zod';

import type { CallSpec } from '../define.ts';

/** Where an entry lives: the shared space, or the namespace of one agent. */
const place = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('shared') }),
  z.strictObject({ kind: z.literal('agent'), agent: z.string() }),
]);
export type Place = z.infer<typeof place>;

const entryPath = z.string().max(512);
const address = { place, path: entryPath };

const version = z.object({
  version: z.number(),
  createdAt: z.string(),
  deletedAt: z.string().optional(),
  destroyed: z.boolean(),
});

const secretEntry = z.object({
  place,
  path: z.string(),
  /** 0 where the newest version is deleted; `keys` is then empty. */
  version: z.number(),
  currentVersion: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** `value` only for keys marked plain (no secret: host, port, user name). */
  keys: z.array(z.object({ key: z.string(), plain: z.boolean(), value: z.string().optional() })),
  versions: z.array(version),
});
export type SecretEntry = z.infer<typeof secretEntry>;

export const secretCalls = {
  /** Places that hold or may hold entries: the shared space first, then each agent's own. */
  'secrets.places': {
    effect: 'read',
    input: z.strictObject({}),
    output: z.object({ places: z.array(place) }),
  },
  /** Names directly below a folder ('' for the top); folders end with '/'. */
  'secrets.list': {
    effect: 'read',
    input: z.strictObject(address),
    output: z.object({ names: z.array(z.string()) }),
  },
  /** Key names and versions, without values. `version` shows the keys of an older one. */
  'secrets.entry': {
    effect: 'read',
    input: z.strictObject({ ...address, version: z.number().int().positive().optional() }),
    output: secretEntry,
  },
  /** One value, for showing while held or for the clipboard. Every call is in the audit. */
  'secrets.reveal': {
    effect: 'reveal',
    input: z.strictObject({
      ...address,
      key: z.string(),
      version: z.number().int().positive().optional(),
      purpose: z.enum(['show', 'copy']),
    }),
    output: z.object({ value: z.string() }),
  },
  /** Sets and removes keys on top of version `cas` (0 creates). Fails with `conflict` when someone was faster. */
  'secrets.save': {
    effect: 'write',
    input: z.strictObject({
      ...address,
      set: z.record(z.string(), z.string()),
      remove: z.array(z.string()).default([]),
      plain: z.array(z.string()).optional(),
      cas: z.number().int().nonnegative(),
    }),
    output: z.object({ version: z.number() }),
  },
  /** Soft delete of the newest version; `secrets.undelete` brings it back. */
  'secrets.delete': {
    effect: 'write',
    input: z.strictObject(address),
    output: z.object({ version: z.number() }),
  },
  'secrets.undelete': {
    effect: 'write',
    input: z.strictObject({ ...address, version: z.number().int().positive() }),
    output: z.object({ version: z.number() }),
  },
  /** Copies an older version to the top as a new one. */
  'secrets.restore': {
    effect: 'write',
    input: z.strictObject({
      ...address,
      version: z.number().int().positive(),
      cas: z.number().int().nonnegative(),
    }),
    output: z.object({ version: z.number() }),
  },
} as const satisfies Record<string, CallSpec>;
