import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { bytes, codeOf, fixture, policy } from '../../../testkit/fixtures.js';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { policyDigest, toHex } from '../../src/index.js';
import {
  acceptAggregate,
  acceptArtifact,
  auditStore,
  findEntries,
  readEntry,
  sha256,
} from '../../src/node.js';
import { FOLDED, positionOf } from '../aggregate/parts.js';

const receipt = bytes('aggregate.receipt');
const modules = FOLDED.map((name) => fixture(name).wasm);
const artifacts = [bytes('add.cwasm'), bytes('crypto-primitives-baseline.cwasm')];
let store: string;

beforeEach(() => {
  store = temporaryFolder('store');
});

test('artifacts and a refusal, each an entry of its own, which an audit keeps', async () => {
  const trusting = await policy({ allowRejected: true });
  const options = { policy: trusting, modules, artifacts, rejected: true, store };
  const accepted = await acceptAggregate(receipt, options);
  const refusal = positionOf('invalid');
  expect(accepted.map(({ entry }) => [entry.statement, entry.kind])).toEqual(
    [0, 1, 2].map((position) => [`${position}`, position === refusal ? 'rejected' : 'artifact']),
  );
  for (const { entry, path } of accepted) {
    const stored = await readEntry(path);
    expect(stored.entry).toEqual(entry);
    expect(entry.cycles).toBeUndefined();
    expect(entry.receiptDigest).toBe(toHex(sha256(receipt)));
    if (stored.artifact) expect(toHex(sha256(stored.artifact))).toBe(entry.artifactDigest);
  }
  const again = await acceptAggregate(receipt, options);
  expect(again.map(({ path }) => path)).toEqual(accepted.map(({ path }) => path));
  const wanted = {
    wasmDigest: toHex(sha256(modules[0] ?? new Uint8Array())),
    policyDigest: policyDigest(trusting),
  };
  expect(await findEntries(store, wanted)).toHaveLength(1);
  const report = await auditStore(store, { policies: [trusting] });
  expect(report.quarantined).toEqual([]);
  // Without trust in the aggregator nothing of it holds.
  const distrusting = await policy({ allowRejected: true, aggregators: [] });
  const refused = await auditStore(store, { policies: [distrusting] });
  expect(refused.quarantined).toHaveLength(3);
});

test('of the same module an aggregate and a single receipt give two entries: only one has cycles', async () => {
  const trusting = await policy();
  const add = modules.slice(0, 1);
  const [folded] = await acceptAggregate(receipt, {
    policy: trusting,
    modules: add,
    select: [positionOf('add')],
    artifacts: artifacts.slice(0, 1),
    store,
  });
  const { receipt: own, wasm } = fixture('add');
  const single = await acceptArtifact(own, artifacts[0] ?? new Uint8Array(), {
    policy: trusting,
    wasm,
    store,
  });
  expect(folded?.path).not.toBe(single.path);
  expect(single.entry.cycles).toBeDefined();
});

test('all or nothing', async () => {
  const trusting = await policy({ allowRejected: true });
  const all = { policy: trusting, modules, store };
  const cases: [Omit<Parameters<typeof acceptAggregate>[1], 'store' | 'policy' | 'modules'>, string][] = [
    // A refusal has no artifact.
    [{ artifacts }, 'artifact/missing'],
    [{ artifacts: artifacts.slice(0, 1), rejected: true }, 'artifact/mismatch'],
    [{ artifacts: [...artifacts, bytes('crypto-primitives.cwasm')], rejected: true }, 'artifact/mismatch'],
    [{ rejected: true }, 'policy/compiled-module'],
    [{ bounds: true, any: ['cycles', 'images', 'context'] }, 'policy/cycles-unproved'],
    [{ bounds: true }, 'policy/bounds-incomplete'],
  ];
  for (const [options, code] of cases) {
    expect(await codeOf(acceptAggregate(receipt, { ...all, ...options })), code).toBe(code);
    expect(readdirSync(store)).toEqual([]);
  }
  const strict = { ...all, policy: await policy(), artifacts, rejected: true };
  expect(await codeOf(acceptAggregate(receipt, strict))).toBe('policy/rejected-module');
  expect(readdirSync(store)).toEqual([]);
});

test('an entry that names another statement of its aggregate does not hold', async () => {
  const trusting = await policy({ allowRejected: true });
  const options = { policy: trusting, modules, artifacts, rejected: true, store };
  const [first] = await acceptAggregate(receipt, options);
  if (first === undefined) throw new Error('three were accepted');
  const file = join(first.path, 'entry.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"statement": "0"', '"statement": "1"'));
  // The name of the folder is of what was proved, not of the receipt: only an audit tells.
  expect((await readEntry(first.path)).entry.statement).toBe('1');
  const report = await auditStore(store, { policies: [trusting] });
  expect(report.quarantined.map(({ error }) => error.code)).toEqual(['wasm/mismatch']);
});
