export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** JSON with sorted keys and no white space: the same content always gives the same text, so it can be digested. */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

const isList = (value: Json): value is Json[] => Array.isArray(value);
