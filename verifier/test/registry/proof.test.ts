import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyCbor, concat } from '../../../testkit/hostileCbor.js';
import { entry } from '../../../testkit/made/registryEntries.js';
import { RegistryError } from '../../src/errors/base.js';
import { decodeProof } from '../../src/registry/decodeProof.js';
import { encodeProof } from '../../src/registry/encodeProof.js';
import { keyElement, type RegistryEntry, type RegistryKey, valueElement } from '../../src/registry/entry.js';
import { FIELD, fieldToBytes } from '../../src/registry/field.js';
import { makeProof } from '../../src/registry/makeProof.js';
import { mergeProofs } from '../../src/registry/mergeProofs.js';
import { memoryNodes } from '../../src/registry/nodes.js';
import { hashInner, hashLeaf } from '../../src/registry/poseidon.js';
import type { PrunedNode, RegistryProof } from '../../src/registry/proof.js';
import { bitAt, EMPTY, update } from '../../src/registry/tree.js';
import { memberPaths, proofRoot, verifyProof } from '../../src/registry/verifyProof.js';
import { toHex } from '../../src/util/hex.js';

const N = 24;
const entries = Array.from({ length: N }, (_, n) => entry(n));
/** Not in the tree. */
const strangers = Array.from({ length: 12 }, (_, n) => entry(100 + n));
const byKey = new Map(entries.map((e) => [keyElement(e), e]));
const nodes = memoryNodes();
const root = update(nodes, EMPTY, new Map(entries.map((e) => [keyElement(e), valueElement(e)])));
const prove = (keys: RegistryKey[]) => makeProof(nodes, root, keys, (key) => byKey.get(key));
const hex = (proof: RegistryProof) => toHex(encodeProof(proof));

/** The code that work ends with. */
function codeOf(work: () => unknown): string {
  try {
    work();
    return 'accepted';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

/**
 * A changed proof is refused, or (an absent key turned into another one that is absent, too, and ends in the same place)
 * still shows what is true.
 */
function refusedOrTrue(work: () => RegistryProof): boolean {
  let shown: ReturnType<typeof verifyProof>;
  try {
    shown = verifyProof(root, work());
  } catch (error) {
    expect(error).toBeInstanceOf(RegistryError);
    return false;
  }
  for (const member of shown.members) expect(byKey.get(keyElement(member))).toEqual(member);
  for (const key of shown.absent) expect(byKey.has(keyElement(key))).toBe(false);
  return true;
}

const some = fc
  .tuple(fc.subarray(entries), fc.subarray(strangers))
  .filter(([a, b]) => a.length + b.length > 0);

test('a proof of any entries and strangers shows just those, through its encoding', () => {
  fc.assert(
    fc.property(some, ([inside, outside]) => {
      const proof = decodeProof(encodeProof(prove([...outside, ...inside])));
      const shown = verifyProof(root, proof);
      const names = (keys: RegistryKey[]) => keys.map((key) => toHex(key.wasmDigest)).sort();
      expect(names(shown.members)).toEqual(names(inside));
      expect(names(shown.absent)).toEqual(names(outside));
      for (const member of shown.members) expect(byKey.get(keyElement(member))).toEqual(member);
    }),
    { numRuns: 30 },
  );
});

test('it is the merger of the proofs about each one, in any order', () => {
  fc.assert(
    fc.property(
      some.chain(([a, b]) => fc.shuffledSubarray([...a, ...b], { minLength: a.length + b.length })),
      (keys) => {
        const [first, ...more] = keys.slice(0, 8).map((key) => prove([key]));
        if (first === undefined) return;
        const merged = more.reduce(mergeProofs, first);
        expect(hex(merged)).toBe(hex(prove(keys.slice(0, 8))));
      },
    ),
    { numRuns: 12 },
  );
});

test('upper nodes are shared', () => {
  const alone = entries.reduce((sum, e) => sum + encodeProof(prove([e])).length, 0);
  expect(encodeProof(prove(entries)).length).toBeLessThan(0.7 * alone);
});

test('proofs merge only under one root', () => {
  const other = memoryNodes();
  const [first] = entries;
  if (first === undefined) throw new Error('no entries');
  const otherRoot = update(other, EMPTY, new Map([[keyElement(first), valueElement(first)]]));
  const proof = makeProof(other, otherRoot, [first], () => first);
  expect(proofRoot(proof)).toBe(otherRoot);
  expect(codeOf(() => mergeProofs(proof, prove([first])))).toBe('registry/proof-rejected');
});

test('paths of members are those of the tree', () => {
  for (const { key, value, siblings } of memberPaths(prove(entries.slice(3, 9)))) {
    const up = siblings.reduceRight(
      (child, sibling, i) => (bitAt(key, i) ? hashInner(sibling, child) : hashInner(child, sibling)),
      hashLeaf(key, value),
    );
    expect(up).toBe(root);
  }
});

test('the empty registry proves absence', () => {
  const proof = makeProof(memoryNodes(), EMPTY, strangers, () => undefined);
  expect(verifyProof(EMPTY, proof).absent).toHaveLength(strangers.length);
  expect(codeOf(() => verifyProof(root, proof))).toBe('registry/proof-rejected');
});

describe('refused', () => {
  const proof = prove([...entries.slice(0, 4), ...strangers.slice(0, 4)]);
  const refused = (changed: RegistryProof) =>
    expect(codeOf(() => verifyProof(root, changed))).toBe('registry/proof-rejected');
  const [member] = proof.members;
  const [gone] = proof.absent;
  if (member === undefined || gone === undefined) throw new Error('the proof is too small');

  test('another root', () => {
    for (const other of [EMPTY, root + 1n, root ^ 1n, FIELD - 1n]) {
      expect(codeOf(() => verifyProof(other, proof))).toBe('registry/proof-rejected');
    }
    const changed = update(nodes, root, new Map([[7n, 7n]]));
    expect(codeOf(() => verifyProof(changed, proof))).toBe('registry/proof-rejected');
    update(nodes, changed, new Map([[7n, undefined]]));
  });

  const flip = (bytes: Uint8Array) => bytes.map((byte, i) => (i === 9 ? byte ^ 1 : byte));
  const memberChanges: [string, Partial<RegistryEntry>][] = [
    ['wasm digest', { wasmDigest: flip(member.wasmDigest) }],
    ['image ID', { imageId: flip(member.imageId) }],
    ['target', { target: `${member.target}x` }],
    ['profile', { profile: flip(member.profile) }],
    ['artifact digest', { artifactDigest: flip(member.artifactDigest) }],
    ['cycles', { cycles: (member.cycles ?? 0n) + 1n }],
    ['cycles left out', { cycles: member.cycles === undefined ? 0n : undefined }],
    ['peak heap', { peakHeapBytes: member.peakHeapBytes + 1n }],
  ];
  test.each(memberChanges)('a member with another %s', (_, change) => {
    refused({ ...proof, members: [{ ...member, ...change }, ...proof.members.slice(1)] });
  });

  test('an absent key turned into another one', () => {
    let kept = 0;
    for (let i = 0; i < 32; i += 1) {
      const other = { ...gone, wasmDigest: gone.wasmDigest.map((byte, at) => (at === 31 ? byte ^ i : byte)) };
      const absent = [other, ...proof.absent.slice(1)];
      if (refusedOrTrue(() => ({ ...proof, absent }))) kept += 1;
    }
    expect(kept).toBeLessThan(20);
    // And into a member.
    refused({ ...prove([gone]), absent: [member] });
  });

  test('claims left out, added, doubled, moved, out of order', () => {
    refused({ ...proof, members: proof.members.slice(1) });
    refused({ ...proof, absent: [] });
    refused({ ...proof, members: [], absent: [] });
    refused({ ...proof, members: [...proof.members, entry(10)] });
    refused({ ...proof, members: [member, ...proof.members] });
    refused({ ...proof, members: [...proof.members].reverse() });
    refused({ ...proof, absent: [...proof.absent].reverse() });
    refused({ ...proof, absent: [...proof.absent, member] });
    refused({ ...proof, members: [{ ...member, ...gone }] });
    const one = prove([member]);
    refused({ ...one, members: [], absent: [member] });
    refused({ ...one, absent: [member] });
  });

  test('any node of the tree changed', () => {
    /** Every tree that differs in one node. */
    function* changed(node: PrunedNode): Generator<PrunedNode> {
      for (const other of [
        { kind: 'empty' },
        { kind: 'member' },
        { kind: 'hash', hash: 1n },
        { kind: 'hash', hash: 0n },
        { kind: 'hash', hash: FIELD },
        { kind: 'hash', hash: root },
        { kind: 'other', key: 1n, value: 1n },
      ] satisfies PrunedNode[]) {
        if (other.kind !== node.kind || other.kind === 'hash' || other.kind === 'other') yield other;
      }
      if (node.kind === 'hash') yield { kind: 'hash', hash: node.hash ^ 1n };
      if (node.kind === 'other') {
        yield { ...node, key: node.key ^ (1n << 200n) };
        yield { ...node, value: node.value ^ 1n };
        yield { ...node, value: node.value + FIELD };
      }
      if (node.kind === 'inner') {
        yield { kind: 'inner', left: node.right, right: node.left };
        for (const left of changed(node.left)) yield { ...node, left };
        for (const right of changed(node.right)) yield { ...node, right };
      } else {
        yield { kind: 'inner', left: node, right: { kind: 'empty' } };
      }
    }
    const small = prove([...entries.slice(0, 1), ...strangers.slice(0, 2)]);
    let count = 0;
    for (const tree of changed(small.tree)) {
      refused({ ...small, tree });
      count += 1;
    }
    expect(count).toBeGreaterThan(100);
  });

  test('a leaf that is not where its key belongs', () => {
    // Made by whoever makes the root, too: an inner node with both leaves on the wrong side.
    const [a, b] = [entry(0), entry(1)].sort((x, y) =>
      Number((keyElement(x) & 1n) - (keyElement(y) & 1n)),
    ) as [RegistryEntry, RegistryEntry];
    const bogus = strangers.find((s) => (keyElement(s) & 1n) === (keyElement(b) & 1n));
    if (bogus === undefined) throw new Error('no stranger on that side');
    const other = { kind: 'other' as const, key: keyElement(a), value: valueElement(a) };
    const wrong: RegistryProof = {
      members: [],
      absent: [bogus],
      tree:
        (keyElement(b) & 1n) === 1n
          ? { kind: 'inner', left: { kind: 'hash', hash: 5n }, right: other }
          : { kind: 'inner', left: other, right: { kind: 'hash', hash: 5n } },
    };
    if (((keyElement(a) ^ keyElement(b)) & 1n) === 1n) {
      expect(codeOf(() => proofRoot(wrong))).toBe('registry/proof-rejected');
    }
  });

  test('too many claims', () => {
    const many = Array.from({ length: 1025 }, (_, n) => entry(n));
    expect(codeOf(() => prove(many))).toBe('registry/too-many');
    expect(codeOf(() => prove([]))).toBe('registry/too-many');
  });
});

describe('encoding', () => {
  const proof = prove([...entries.slice(0, 3), ...strangers.slice(0, 2)]);
  const good = encodeProof(proof);
  const decode = (bytes: Uint8Array) => codeOf(() => decodeProof(bytes));

  test('one proof, one byte string', () => {
    expect(decodeProof(good)).toEqual(proof);
    expect(toHex(encodeProof(decodeProof(good)))).toBe(toHex(good));
    expect(toHex(good.slice(0, 10))).toBe('a46776657273696f6e01');
  });

  test('numbers of any size', () => {
    for (const n of [0n, 23n, 24n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 64n - 1n]) {
      const big = { ...proof, members: [{ ...entry(0), cycles: n, peakHeapBytes: n }] };
      expect(decodeProof(encodeProof(big))).toEqual(big);
    }
  });

  test('every cut, and more', () => {
    for (let length = 0; length < good.length; length += 1) {
      expect(decode(good.slice(0, length))).toMatch(/^registry\/proof-/);
    }
    expect(decode(Uint8Array.from([...good, 0]))).toMatch(/^registry\/proof-/);
  });

  test('every byte flipped: refused here or against the root', () => {
    let kept = 0;
    for (let i = 0; i < good.length; i += 7) {
      const bad = good.map((byte, j) => (i === j ? byte ^ (1 << (i % 8)) : byte));
      if (refusedOrTrue(() => decodeProof(bad))) kept += 1;
    }
    expect(kept).toBeLessThan(good.length / 30);
  });

  test('another version, other lengths, other floats', () => {
    const version = good.slice();
    version[9] = 2;
    expect(decode(version)).toBe('registry/proof-version');
    expect(decode(Uint8Array.from([0xa4, 0x78, 0x07, ...good.slice(2)]))).toBe(
      'registry/proof-not-canonical',
    );
  });

  test('a later version, whatever else it holds', () => {
    for (const digits of ['a16776657273696f6e02', 'b8206776657273696f6e1864c2ff']) {
      expect(decode(new Uint8Array(Buffer.from(digits, 'hex')))).toBe('registry/proof-version');
    }
  });

  test('any CBOR in place of any value', () => {
    // After the version, members, the first of them, its cycles, absent, nodes.
    const places = ['version', 'members', 'linux-gnu', 'absent', 'nodes'].flatMap((key) => {
      const at = Buffer.from(good).indexOf(key) + key.length;
      return [at, at + 1, at + 2, at + 36, at + 70];
    });
    fc.assert(
      fc.property(fc.constantFrom(...places), anyCbor, fc.nat(40), (at, item, skip) => {
        const input = concat(good.slice(0, at), item, good.slice(at + skip));
        const found = decode(input);
        if (found === 'accepted') expect(toHex(encodeProof(decodeProof(input)))).toBe(toHex(input));
        else expect(found).toMatch(/^registry\/proof-/);
      }),
      { numRuns: 3000 },
    );
  });

  test('a tag is refused at its first byte', () => {
    for (const key of ['version', 'members', 'absent', 'nodes']) {
      const at = Buffer.from(good).indexOf(key) + key.length;
      const input = concat(
        good.slice(0, at),
        Uint8Array.of(0xc2, 0x5a, 0, 0x0f, 0, 0),
        new Uint8Array(1 << 20).fill(0xff),
      );
      expect(() => decodeProof(input)).toThrow(
        expect.objectContaining({
          code: 'registry/proof-malformed',
          cause: expect.objectContaining({ offset: at }),
        }),
      );
    }
  });

  test('one claim too many of a kind', () => {
    const many = Array.from({ length: 1025 }, () => entry(0));
    expect(decode(encodeProof({ ...proof, members: many }))).toBe('registry/proof-malformed');
    expect(decode(encodeProof({ ...proof, absent: many }))).toBe('registry/proof-malformed');
  });

  test('hostile bytes', () => {
    const bad = [
      'a49bffffffffffffffff',
      'a46776657273696f6e5b8000000000000000',
      `a4${'81'.repeat(60000)}00`,
      `a4${'d9ffff'.repeat(20000)}00`,
      'bf6776657273696f6e01ff',
    ];
    for (const text of bad) {
      expect(decode(new Uint8Array(Buffer.from(text, 'hex')))).toBe('registry/proof-malformed');
    }
    expect(decode(new Uint8Array(50 << 20))).toBe('registry/proof-malformed');
    fc.assert(
      fc.property(fc.nat(60), fc.uint8Array({ maxLength: 200 }), (keep, rest) => {
        expect(decode(Uint8Array.from([...good.slice(0, keep), ...rest]))).toMatch(/^registry\/proof-/);
      }),
      { numRuns: 500 },
    );
  });

  test('a tree that is too deep or too large, elements that are not below the modulus', () => {
    const deep = (depth: number): PrunedNode =>
      Array.from({ length: depth }).reduce<PrunedNode>(
        (node) => ({ kind: 'inner', left: { kind: 'empty' }, right: node }),
        { kind: 'member' },
      );
    expect(decode(encodeProof({ ...proof, tree: deep(254) }))).toBe('accepted');
    expect(decode(encodeProof({ ...proof, tree: deep(255) }))).toBe('registry/proof-malformed');
    const full = (depth: number): PrunedNode =>
      depth === 0 ? { kind: 'member' } : { kind: 'inner', left: full(depth - 1), right: full(depth - 1) };
    expect(decode(encodeProof({ ...proof, tree: full(16) }))).toBe('registry/proof-malformed');
    expect(fieldToBytes(FIELD)).toHaveLength(32);
    expect(decode(encodeProof({ ...proof, tree: { kind: 'hash', hash: FIELD } }))).toBe(
      'registry/proof-malformed',
    );
  });
});
