/** Which environments the modules of a store were accepted under. */
import { basename, dirname, join } from 'node:path';
import { entriesUnder } from './acceptances.js';
import { listNames, pathsIn } from './layout.js';

/**
 * Modules with the environments that an artifact or bounds of theirs were accepted under. By names alone: what an entry holds is
 * checked by who reads it.
 *
 * @param policyDigestOf by environment, the policy that its entries are filed under; others are left out
 * @returns by digest of the module in hex, in rising order
 */
export async function environmentsByModule(
  store: string,
  policyDigestOf: ReadonlyMap<string, string>,
): Promise<Map<string, string[]>> {
  const there = new Map<string, ReadonlySet<string>>();
  const found = new Map<string, string[]>();
  for (const [environment, policyDigest] of policyDigestOf) {
    const modules = new Set<string>();
    for (const entry of await entriesUnder(store, environment)) {
      const [wasmDigest, name] = [basename(dirname(entry)), basename(entry)];
      const [, policy, , kind] = name.split('-');
      if (policy !== policyDigest || kind === 'rejected' || modules.has(wasmDigest)) continue;
      let names = there.get(wasmDigest);
      if (names === undefined) {
        names = new Set(await listNames(join(pathsIn(store).entries, wasmDigest)));
        there.set(wasmDigest, names);
      }
      if (names.has(name)) modules.add(wasmDigest);
    }
    for (const wasmDigest of modules) found.set(wasmDigest, [...(found.get(wasmDigest) ?? []), environment]);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
