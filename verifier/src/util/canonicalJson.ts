/** What has a canonical JSON; numbers must be safe integers. What is undefined counts as absent. */
export type CanonicalValue =
  | string
  | boolean
  | bigint
  | number
  | undefined
  | readonly CanonicalValue[]
  | { readonly [key: string]: CanonicalValue };

/** A value → its one JSON text: keys sorted by UTF-16 code units, no white space, bigint as strings of digits. */
export function canonicalJson(value: CanonicalValue): string {
  if (typeof value === 'bigint') return `"${value}"`;
  if (typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  const pairs = Object.keys(value)
    .sort()
    .filter((key) => value[key] !== undefined)
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
  return `{${pairs.join(',')}}`;
}

function isList(value: object): value is readonly CanonicalValue[] {
  return Array.isArray(value);
}
