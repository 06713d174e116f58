/** An exported function, as a runner lists it. */
export interface ExportedFunction {
  name: string;
  params: string[];
}

/**
 * Reads `name: (i32, i64) -> (i32)`; undefined for exports of another kind. The name can be anything: what stands behind its last
 * `: (` is the type, which has none.
 */
export function exportedFunction(listed: string): ExportedFunction | undefined {
  const at = listed.lastIndexOf(': (');
  const [, params] = at < 0 ? [] : (/^\((.*)\) -> \(.*\)$/s.exec(listed.slice(at + 2)) ?? []);
  if (params === undefined) return undefined;
  return { name: listed.slice(0, at), params: params === '' ? [] : params.split(', ') };
}
