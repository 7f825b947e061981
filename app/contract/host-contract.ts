import { z } from 'zod';

import { defineContract } from './define.ts';

/** What the core may ask of its shell. A shell that cannot do one answers `unavailable`. */
export const hostContract = defineContract({
  calls: {
    /** Raise the question; the answer comes back as `approvals.decide`, never as this call's result. */
    'host.showApproval': {
      effect: 'write',
      input: z.strictObject({ id: z.string(), flagged: z.boolean() }),
      output: z.object({}),
    },
    /** The question is settled or gone: take it off the screen. */
    'host.withdrawApproval': { effect: 'write', input: z.strictObject({ id: z.string() }), output: z.object({}) },
    'host.notify': {
      effect: 'write',
      input: z.strictObject({ kind: z.enum(['approval_waiting', 'server_trouble']), count: z.number() }),
      output: z.object({}),
    },
    'host.openLink': { effect: 'write', input: z.strictObject({ url: z.url() }), output: z.object({}) },
    /** A sealed blob in the system's keychain. */
    'host.keepBlob': {
      effect: 'write',
      input: z.strictObject({ name: z.string(), blob: z.base64() }),
      output: z.object({}),
    },
    'host.fetchBlob': {
      effect: 'read',
      input: z.strictObject({ name: z.string() }),
      output: z.object({ blob: z.base64().nullable() }),
    },
  },
  events: {},
});

export type HostContract = typeof hostContract;
