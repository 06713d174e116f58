import { newMemEmptyTrie } from 'circomlibjs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { element } from '../../../testkit/made/registryEntries.js';
import { FIELD } from '../../src/registry/field.js';
import { memoryNodes } from '../../src/registry/nodes.js';
import { hashInner, hashLeaf } from '../../src/registry/poseidon.js';
import { bitAt, EMPTY, find, update } from '../../src/registry/tree.js';

/** The definition at the head of `tree.ts`, word for word. */
function naive(entries: [bigint, bigint][], depth = 0): bigint {
  const [first] = entries;
  if (first === undefined) return 0n;
  if (entries.length === 1) return hashLeaf(...first);
  return hashInner(
    naive(
      entries.filter(([key]) => !bitAt(key, depth)),
      depth + 1,
    ),
    naive(
      entries.filter(([key]) => bitAt(key, depth)),
      depth + 1,
    ),
  );
}

const batches = fc.array(
  fc.array(fc.tuple(element, fc.option(element, { nil: undefined })), { maxLength: 8 }),
  {
    maxLength: 8,
  },
);

test('any sequence of batches gives the root of the entries that are left, and no stray nodes', () => {
  fc.assert(
    fc.property(batches, (sequence) => {
      const nodes = memoryNodes();
      const model = new Map<bigint, bigint>();
      let root = EMPTY;
      for (const batch of sequence) {
        root = update(nodes, root, new Map(batch));
        for (const [key, value] of new Map(batch)) {
          if (value === undefined) model.delete(key);
          else model.set(key, value);
        }
      }
      expect(root).toBe(naive([...model]));
      const fresh = memoryNodes();
      expect(update(fresh, EMPTY, model)).toBe(root);
      expect(nodes.size).toBe(fresh.size);
    }),
    { numRuns: 60 },
  );
});

test('the order does not matter', () => {
  const pairs = fc.uniqueArray(fc.tuple(element, element), { selector: ([key]) => key, maxLength: 12 });
  const shuffled = pairs.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );
  fc.assert(
    fc.property(shuffled, ([a, b]) => {
      const oneByOne = (all: [bigint, bigint][]) => {
        const nodes = memoryNodes();
        return all.reduce((root, pair) => update(nodes, root, new Map([pair])), EMPTY);
      };
      expect(oneByOne(a)).toBe(oneByOne(b));
    }),
    { numRuns: 40 },
  );
});

test('every key is found with siblings that lead to the root', () => {
  const pairs = fc.uniqueArray(fc.tuple(element, element), {
    selector: ([key]) => key,
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(pairs, element, (all, other) => {
      const nodes = memoryNodes();
      const root = update(nodes, EMPTY, new Map(all));
      const up = (key: bigint, hash: bigint, siblings: bigint[]) =>
        siblings.reduceRight(
          (child, sibling, i) => (bitAt(key, i) ? hashInner(sibling, child) : hashInner(child, sibling)),
          hash,
        );
      for (const [key, value] of all) {
        const { leaf, siblings } = find(nodes, root, key);
        expect(leaf).toMatchObject({ key, value });
        expect(up(key, hashLeaf(key, value), siblings)).toBe(root);
      }
      const { leaf, siblings } = find(nodes, root, other);
      expect(up(other, leaf === undefined ? EMPTY : hashLeaf(leaf.key, leaf.value), siblings)).toBe(root);
      expect(leaf?.key === other).toBe(all.some(([key]) => key === other));
    }),
    { numRuns: 40 },
  );
});

test("the same roots and siblings as circomlib's tree", async () => {
  const theirs = await newMemEmptyTrie();
  const nodes = memoryNodes();
  let root = EMPTY;
  const keys = Array.from({ length: 40 }, (_, i) => (BigInt(i) * 7919n ** 19n) % FIELD);
  for (const [i, key] of keys.entries()) {
    await theirs.insert(key, BigInt(i));
    root = update(nodes, root, new Map([[key, BigInt(i)]]));
    expect(theirs.F.toObject(theirs.root)).toBe(root);
  }
  for (const key of keys) {
    const { siblings } = await theirs.find(key);
    expect(siblings.map((sibling) => theirs.F.toObject(sibling))).toEqual(find(nodes, root, key).siblings);
  }
  for (const key of keys) {
    await theirs.delete(key);
    root = update(nodes, root, new Map([[key, undefined]]));
    expect(theirs.F.toObject(theirs.root)).toBe(root);
  }
  expect(root).toBe(EMPTY);
});

test('keys that differ in their last bit only', () => {
  const nodes = memoryNodes();
  const all = new Map([
    [5n, 1n],
    [5n + (1n << 253n), 2n],
  ]);
  const root = update(nodes, EMPTY, all);
  expect(find(nodes, root, 5n).siblings).toHaveLength(254);
  expect(root).toBe(naive([...all]));
  expect(update(nodes, root, new Map([[5n, undefined]]))).toBe(hashLeaf(5n + (1n << 253n), 2n));
});

test('what is not a field element is refused', () => {
  for (const bad of [-1n, FIELD, FIELD + 1n]) {
    expect(() => update(memoryNodes(), EMPTY, new Map([[bad, 1n]]))).toThrow(RangeError);
    expect(() => update(memoryNodes(), EMPTY, new Map([[1n, bad]]))).toThrow(RangeError);
  }
});

test('a missing node is found out', () => {
  const nodes = memoryNodes();
  const root = update(
    nodes,
    EMPTY,
    new Map([
      [1n, 1n],
      [2n, 2n],
    ]),
  );
  nodes.delete(root);
  expect(() => find(nodes, root, 1n)).toThrow(expect.objectContaining({ code: 'registry/corrupt' }));
});
