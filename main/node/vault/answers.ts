import { z } from 'zod';

/** undefined for what is no JSON; an error would quote the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const custom = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});
const version = z.int().nonnegative();

const versionMetadata = z.object({
  version,
  created_time: z.string(),
  custom_metadata: custom,
});

/** Members may be called anything, `__proto__` too, which a record schema would drop. */
const members = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

export const dataAnswer = z.object({ data: z.object({ data: members.nullable(), metadata: versionMetadata }) });

export const subkeysAnswer = z.object({ data: z.object({ subkeys: members.nullable(), metadata: versionMetadata }) });

export const writeAnswer = z.object({ data: z.object({ version, created_time: z.string() }) });

export const metadataAnswer = z.object({
  data: z.object({
    current_version: version,
    created_time: z.string(),
    updated_time: z.string(),
    custom_metadata: custom,
    versions: z.record(
      z.string().regex(/^\d+$/),
      z.object({ created_time: z.string(), deletion_time: z.string(), destroyed: z.boolean() }),
    ),
  }),
});

export const listAnswer = z.object({ data: z.object({ keys: z.array(z.string()) }) });

export const mountsAnswer = z.object({
  data: z.object({
    secret: z.record(z.string(), z.object({ type: z.string(), options: z.record(z.string(), z.unknown()).nullish() })),
  }),
});

export const tokenAnswer = z.object({
  data: z.object({
    policies: z.array(z.string()).nullish(),
    identity_policies: z.array(z.string()).nullish(),
    ttl: z.number(),
    renewable: z.boolean().optional(),
  }),
});

export const renewalAnswer = z.object({
  auth: z.object({ lease_duration: z.number(), renewable: z.boolean() }),
});

export const healthAnswer = z.object({
  version: z.string().regex(/^[\w.+-]{1,64}$/),
  enterprise: z.boolean().optional(),
});
