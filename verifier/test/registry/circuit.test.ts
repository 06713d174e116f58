import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  type BatchProof,
  type Circuit,
  type CircuitInput,
  circuitInput,
  proveBatch,
  setUp,
  terminate,
  verifyBatch,
} from '../../../testkit/circuit/circuit.js';
import { entry } from '../../../testkit/made/registryEntries.js';
import { keyElement, valueElement } from '../../src/registry/entry.js';
import { FIELD } from '../../src/registry/field.js';
import { makeProof } from '../../src/registry/makeProof.js';
import { memoryNodes } from '../../src/registry/nodes.js';
import { EMPTY, update } from '../../src/registry/tree.js';
import { memberPaths, verifyProof } from '../../src/registry/verifyProof.js';

const size = { members: 2, levels: 4 };
const entries = Array.from({ length: 4 }, (_, n) => entry(n));
const byKey = new Map(entries.map((e) => [keyElement(e), e]));
const nodes = memoryNodes();
const root = update(nodes, EMPTY, new Map([...byKey].map(([key, e]) => [key, valueElement(e)])));
const proof = makeProof(nodes, root, entries.slice(0, 2), (key) => byKey.get(key));
const good = circuitInput(size, root, memberPaths(proof));
let circuit: Circuit;
let batch: BatchProof;

beforeAll(async () => {
  circuit = await setUp(size);
  batch = await proveBatch(circuit, good);
}, 300_000);
afterAll(terminate);

test('a batch of members is proved and verified', async () => {
  verifyProof(root, proof);
  expect(await verifyBatch(circuit, batch)).toBe(true);
  expect(batch.publicSignals.map(BigInt)).toEqual([root, ...good.keys, ...good.values]);
});

test('one member, or a tree of one, fits as well', async () => {
  const [only] = entries;
  if (only === undefined) throw new Error('no entries');
  const alone = memoryNodes();
  const aloneRoot = update(alone, EMPTY, new Map([[keyElement(only), valueElement(only)]]));
  const paths = memberPaths(makeProof(alone, aloneRoot, [only], () => only));
  expect(paths[0]?.siblings).toEqual([]);
  expect(await verifyBatch(circuit, await proveBatch(circuit, circuitInput(size, aloneRoot, paths)))).toBe(
    true,
  );
});

const put = (list: bigint[], at: number, value: bigint) => list.map((old, i) => (i === at ? value : old));
const [siblings = []] = good.siblings;
const depth = siblings.findLastIndex((sibling) => sibling !== 0n);
const changes: [string, Partial<CircuitInput>][] = [
  ['value', { values: put(good.values, 1, (good.values[1] ?? 0n) + 1n) }],
  ['key', { keys: put(good.keys, 1, (good.keys[1] ?? 0n) ^ 1n) }],
  ['high bit of a key', { keys: put(good.keys, 0, (good.keys[0] ?? 0n) ^ (1n << 200n)) }],
  ['root', { root: root + 1n }],
  ['root of an empty registry', { root: 0n }],
  ['first sibling', { siblings: [put(siblings, 0, 1n), good.siblings[1] ?? []] }],
  ['last sibling', { siblings: [put(siblings, depth, 5n), good.siblings[1] ?? []] }],
  ['sibling left out', { siblings: [put(siblings, depth, 0n), good.siblings[1] ?? []] }],
  ['sibling more', { siblings: [put(siblings, depth + 1, 1n), good.siblings[1] ?? []] }],
  ['order of values', { values: [...good.values].reverse() }],
  ['order of siblings', { siblings: [...good.siblings].reverse() }],
];
test.each(changes)('no witness with another %s', async (_, change) => {
  // The witness calculator says where, on the error stream.
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  await expect(proveBatch(circuit, { ...good, ...change })).rejects.toThrow(/Assert Failed/);
  vi.restoreAllMocks();
});

test('a proof holds for its own public signals only', async () => {
  for (const [i, signal] of batch.publicSignals.entries()) {
    const publicSignals = batch.publicSignals.map((old, j) =>
      i === j ? `${(BigInt(signal) + 1n) % FIELD}` : old,
    );
    expect(await verifyBatch(circuit, { ...batch, publicSignals }), `signal ${i}`).toBe(false);
  }
  const { proof: points } = batch;
  const swapped = { ...points, pi_a: points.pi_c, pi_c: points.pi_a };
  expect(await verifyBatch(circuit, { ...batch, proof: swapped })).toBe(false);
});

test('what does not fit is refused before', () => {
  const paths = memberPaths(makeProof(nodes, root, entries.slice(0, 3), (key) => byKey.get(key)));
  expect(() => circuitInput(size, root, paths)).toThrow('1 to 2 members');
  expect(() => circuitInput(size, root, [])).toThrow('1 to 2 members');
  expect(() => circuitInput({ ...size, levels: depth + 1 }, root, paths.slice(0, 1))).toThrow(
    'use more levels',
  );
});
