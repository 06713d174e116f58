import {
  EMPTY_ROOT,
  equalBytes,
  keyElement,
  type Nodes,
  updateTree,
  valueElement,
} from '@zkcwasm/verifier/internal';
import { fieldFromBytes } from '@zkcwasm/verifier/registry';
import {
  corrupt,
  type Database,
  ENTRY,
  NODE,
  nodeBytes,
  type RegistryState,
  range,
  readEntry,
  readState,
} from './records.js';

/**
 * Builds the tree anew from the entries and compares every node, root and count.
 *
 * @throws RegistryError `registry/corrupt`
 */
export function checkRecords(db: Database, nodes: Nodes): RegistryState {
  const state = readState(db);
  const values = new Map<bigint, bigint>();
  for (const { key: at, value: bytes } of range(db, ENTRY)) {
    const key = fieldFromBytes(at.subarray(1)) ?? corrupt('an entry has no key');
    const entry = readEntry(bytes, key);
    if (keyElement(entry) !== key) corrupt('an entry is under another key than its own');
    values.set(key, valueElement(entry));
  }
  if (values.size !== state.count) corrupt('it does not hold as many entries as it says');
  let expected = 0;
  const root = updateTree(
    {
      get: () => undefined,
      put: (hash, node) => {
        expected += 1;
        const stored = nodes.get(hash);
        if (stored === undefined || !equalBytes(nodeBytes(stored), nodeBytes(node))) {
          corrupt('a node is missing or wrong');
        }
      },
      delete: () => undefined,
    },
    EMPTY_ROOT,
    values,
  );
  if (root !== state.root) corrupt('its entries do not give its root');
  let found = 0;
  for (const _ of range(db, NODE)) found += 1;
  if (found !== expected) corrupt('it holds nodes that are not in its tree');
  return state;
}
