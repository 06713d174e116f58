import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bytes, fixture, policy } from '../../../testkit/fixtures.js';
import { putEntry } from '../../../verifier/src/accept/store.js';
import { policyDigest, toHex } from '../../../verifier/src/index.js';
import { fromHex, NO_IMPORTS } from '../../../verifier/src/internal.js';
import { acceptArtifact } from '../../../verifier/src/node.js';
import { StoreCodeSource } from '../../src/code/storeCodeSource.js';
import { hostImportList } from '../../src/host/api.js';
import { ARTIFACT_PROFILE } from '../../src/host/artifactProfile.js';
import { sha256 } from '../../src/util/sha256.js';

const { receipt, wasm } = fixture('add');
const artifact = bytes('add.cwasm');
let store: string;
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'stateless-store-'));
});
afterEach(() => rmSync(store, { recursive: true, force: true }));

test('only what the store holds under this policy and these imports is found, and no longer when it is gone', async () => {
  const trusted = await policy();
  const { entry, path } = await acceptArtifact(receipt, artifact, { policy: trusted, wasm, store });
  const hash = fromHex(entry.wasmDigest, 32) as Uint8Array;
  const { profile } = entry;
  const own = { store, policyDigest: policyDigest(trusted), imports: toHex(NO_IMPORTS.digest), profile };
  const found = await new StoreCodeSource(own).find(hash);
  expect(found?.kind).toBe('artifact');
  expect(Buffer.compare(found?.bytes ?? Buffer.alloc(0), artifact)).toBe(0);
  const none = async (change: object, of = hash) =>
    expect(await new StoreCodeSource({ ...own, ...change }).find(of)).toBeUndefined();
  await none({ policyDigest: '00'.repeat(32) });
  await none({ imports: toHex(hostImportList().digest) });
  await none({ store: join(store, 'elsewhere') });
  await none({ profile: undefined });
  await none({}, new Uint8Array(32));
  rmSync(path, { recursive: true });
  await none({});
});

test('an artifact is code where it is of the profile metered; where there are two, the other one does not count', async () => {
  const trusted = await policy();
  const { entry } = await acceptArtifact(receipt, artifact, { policy: trusted, wasm, store });
  const metered = Buffer.from('stands for an artifact');
  const artifactDigest = toHex(sha256(metered));
  const other = { ...entry, profile: ARTIFACT_PROFILE, artifactDigest, artifactBytes: `${metered.length}` };
  const own = { store, policyDigest: policyDigest(trusted), imports: toHex(NO_IMPORTS.digest) };
  const hash = fromHex(entry.wasmDigest, 32) as Uint8Array;
  expect(await new StoreCodeSource(own).find(hash)).toBeUndefined();
  await putEntry(store, other, { receipt, 'artifact.cwasm': metered });
  const found = await new StoreCodeSource(own).find(hash);
  expect(Buffer.from(found?.bytes ?? []).toString()).toBe('stands for an artifact');
});
