import { describe, expect, test } from 'vitest';
import { decodeProof } from '../../src/keyed/decodeProof.js';
import { encodeProof } from '../../src/keyed/encodeProof.js';
import { KeyedBackend } from '../../src/keyed/keyedBackend.js';
import { lookUp } from '../../src/keyed/lookUp.js';
import { CLOSED, ClosedNode, INNER, InnerNode, LEAF, NOTHING, type Node } from '../../src/keyed/node.js';
import { treeOf } from '../../src/keyed/partialTree.js';
import { bytesOf, entries, keyNumber, randomChanges, seeded, text } from './entries.js';

const backend = new KeyedBackend();
const code = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'nothing thrown';
};
const zero = new Uint8Array(32);

/** Every tree that differs from a proof's in one open node, which is closed. */
function* withOneClosed(node: Node): Generator<Node> {
  if (node.kind === INNER || node.kind === LEAF) yield new ClosedNode(node.hash);
  if (node.kind !== INNER) return;
  for (const left of withOneClosed(node.left)) yield new InnerNode(left, node.right);
  for (const right of withOneClosed(node.right)) yield new InnerNode(node.left, right);
}

/** A proof's tree with each closed node opened that the full tree has open, one at a time. */
function* withOneOpened(node: Node, full: Node): Generator<Node> {
  if (node.kind === CLOSED) {
    if (full.kind === LEAF) yield full;
    if (full.kind === INNER) yield new InnerNode(closed(full.left), closed(full.right));
    return;
  }
  if (node.kind !== INNER || full.kind !== INNER) return;
  for (const left of withOneOpened(node.left, full.left)) yield new InnerNode(left, node.right);
  for (const right of withOneOpened(node.right, full.right)) yield new InnerNode(node.left, right);
}
const closed = (node: Node) => (node === NOTHING ? node : new ClosedNode(node.hash));

describe('state', () => {
  test('its root follows from its entries, whatever the order', () => {
    const all = entries(40);
    const at_once = backend.build(all).root();
    let one_by_one = backend.build(new Map());
    for (const entry of [...all].reverse()) one_by_one = one_by_one.apply(new Map([entry]));
    expect(one_by_one.root()).toEqual(at_once);
    const more = backend.build(entries(90));
    const gone = new Map([...entries(90).keys()].slice(40).map((key) => [key, zero] as const));
    expect(more.apply(gone).root()).toEqual(at_once);
    expect(
      backend
        .build(all)
        .apply(new Map([...all.keys()].map((key) => [key, zero])))
        .root(),
    ).toEqual(backend.emptyRoot);
  });

  test('gives what was set, and the default for what was not', () => {
    const state = backend.build(entries(20));
    expect(text(state.get(keyNumber(7)))).toBe(text(bytesOf('value 7')));
    expect(state.get(keyNumber(21))).toEqual(zero);
    const seven = new KeyedBackend(() => new Uint8Array(32).fill(7));
    expect(seven.build(new Map()).get(keyNumber(1))[0]).toBe(7);
    const proof = seven.build(entries(9)).prove([keyNumber(12)]);
    expect(seven.open(proof).get(keyNumber(12))[0]).toBe(7);
  });

  test('keys and values of another length are refused', () => {
    const state = backend.build(entries(3));
    expect(code(() => state.get(new Uint8Array(31)))).toBe('proof/keys');
    expect(code(() => state.apply(new Map([['ab', zero]])))).toBe('proof/keys');
    expect(code(() => state.apply(new Map([[text(keyNumber(1)), new Uint8Array(33)]])))).toBe('proof/keys');
  });
});

describe('proofs', () => {
  const state = backend.build(entries(60));
  const root = state.root();
  const keys = [3, 9, 10, 11, 70, 71].map(keyNumber);
  const proof = state.prove(keys);

  test('show values and absence under the root', () => {
    const values = backend.verify(proof, root, keys);
    for (const key of keys) expect(text(values.get(text(key)) as Uint8Array)).toBe(text(state.get(key)));
    expect(backend.rootOf(proof)).toEqual(root);
    expect(code(() => backend.verify(proof, bytesOf('another'), keys))).toBe('proof/root-mismatch');
    for (const key of keys) {
      const found = lookUp(proof, key);
      expect(text(found ?? zero)).toBe(text(state.get(key)));
    }
  });

  test('of fewer or more keys than they are for are refused', () => {
    expect(code(() => backend.verify(proof, root, keys.slice(1)))).toBe('proof/superfluous-node');
    expect(code(() => backend.verify(proof, root, [...keys, keyNumber(40)]))).toBe('proof/missing-node');
    expect(code(() => lookUp(proof, keyNumber(40)))).toBe('proof/missing-node');
  });

  test('without any one of their nodes, or with one more, are refused', () => {
    const tree = treeOf(proof);
    const fewer = [...withOneClosed(tree)];
    const more = [...withOneOpened(tree, state.tree)];
    expect(fewer.length).toBeGreaterThan(5);
    expect(more.length).toBeGreaterThan(5);
    for (const other of fewer) {
      expect(code(() => backend.verify(encodeProof(other), root, keys))).toBe('proof/missing-node');
    }
    for (const other of more) {
      expect(code(() => backend.verify(encodeProof(other), root, keys))).toBe('proof/superfluous-node');
    }
  });

  test('with a bit changed at any place are refused', () => {
    for (let i = 0; i < proof.length; i += i < 40 ? 1 : 3) {
      const changed = Uint8Array.from(proof);
      changed[i] = (changed[i] as number) ^ (1 << (i & 7));
      expect(code(() => backend.verify(changed, root, keys))).toMatch(/^proof\//);
    }
  });

  test('cut at any place, or followed by more, are refused', () => {
    for (let length = 0; length < proof.length; length += 1) {
      expect(code(() => decodeProof(proof.subarray(0, length)))).toMatch(
        /^proof\/(malformed|not-canonical)$/,
      );
    }
    expect(code(() => decodeProof(Buffer.concat([proof, Buffer.alloc(1)])))).toBe('proof/malformed');
  });

  test('that promise more than they hold, or go too deep, cost nothing', () => {
    const header = (count: number) => {
      const bytes = Buffer.alloc(5);
      bytes.writeUInt8(1, 0);
      bytes.writeUInt32LE(count, 1);
      return bytes;
    };
    expect(code(() => decodeProof(header(0xffffffff)))).toBe('proof/too-large');
    expect(code(() => decodeProof(header(1 << 20)))).toBe('proof/malformed');
    expect(code(() => decodeProof(header(0)))).toBe('proof/malformed');
    expect(code(() => decodeProof(Buffer.concat([header(2000), Buffer.alloc(500, 255)])))).toBe(
      'proof/too-large',
    );
    expect(code(() => decodeProof(Uint8Array.of(2, 1, 0, 0, 0, 0)))).toBe('proof/version');
  });

  test('of another form than the one are refused', () => {
    const leaf = (n: number) =>
      treeOf(backend.build(new Map([[text(keyNumber(n)), bytesOf('x')]])).prove([keyNumber(n)]));
    const not = (tree: Node) =>
      expect(code(() => decodeProof(encodeProof(tree)))).toBe('proof/not-canonical');
    not(new InnerNode(NOTHING, NOTHING));
    not(new InnerNode(NOTHING, leaf(1)));
    not(new InnerNode(leaf(1), NOTHING));
    not(new ClosedNode(zero));
    not(new InnerNode(leaf(1), leaf(1)));
  });
});

describe('merging, extracting, refreshing', () => {
  const random = seeded('merge');
  const some = (n: number) => Array.from({ length: n }, () => keyNumber(random(120)));

  test('a merged proof is the one that would have been made, and so is an extracted one', () => {
    const state = backend.build(entries(80));
    for (let round = 0; round < 12; round += 1) {
      const [a, b, c] = [some(3), some(4), some(1)];
      const merged = backend.merge([state.prove(a), state.prove(b), state.prove(c)]);
      expect(Buffer.compare(merged, state.prove([...a, ...b, ...c]))).toBe(0);
      expect(Buffer.compare(backend.extract(merged, b), state.prove(b))).toBe(0);
    }
    expect(code(() => backend.merge([]))).toBe('proof/keys');
    expect(code(() => backend.extract(state.prove([keyNumber(1)]), [keyNumber(50)]))).toBe(
      'proof/missing-node',
    );
  });

  test('proofs of different roots are not merged', () => {
    const [a, b] = [backend.build(entries(8)), backend.build(entries(9))];
    expect(code(() => backend.merge([a.prove(some(1)), b.prove(some(1))]))).toBe('proof/different-roots');
  });

  test('a stale proof is brought up to date by the diffs of blocks, to the byte', () => {
    let state = backend.build(entries(80));
    const keys = some(5);
    let proof = state.prove(keys);
    for (let block = 0; block < 15; block += 1) {
      const changes = randomChanges(random, 1 + random(12), 120);
      const diff = state.diff(changes);
      state = state.apply(changes);
      proof = backend.refresh(proof, keys, diff);
      expect(Buffer.compare(proof, state.prove(keys))).toBe(0);
    }
  });

  test('a diff that is not of the root, or does not lead to its root, is refused', () => {
    const state = backend.build(entries(30));
    const proof = state.prove([keyNumber(1)]);
    const diff = state.diff(randomChanges(random, 5, 40));
    const later = state.apply(diff.changes);
    expect(code(() => backend.refresh(later.prove([keyNumber(1)]), [keyNumber(1)], diff))).toBe(
      'proof/different-roots',
    );
    const lying = { ...diff, postRoot: bytesOf('lie') };
    expect(code(() => backend.refresh(proof, [keyNumber(1)], lying))).toBe('proof/root-mismatch');
    const other = { ...diff, preRoot: bytesOf('lie') };
    expect(code(() => backend.refresh(proof, [keyNumber(1)], other))).toBe('proof/different-roots');
  });
});

describe('single pass', () => {
  test('recorded gets and sets give a witness that leads from root to root, without any node to spare', () => {
    const random = seeded('witness');
    let state = backend.build(entries(70));
    for (let block = 0; block < 4; block += 1) {
      const gets = Array.from({ length: random(5) }, () => keyNumber(random(100)));
      const changes = randomChanges(random, random(6), 100);
      const recording = state.record();
      for (const key of gets) recording.get(key);
      const { post, witness } = recording.finish(changes);
      expect(post.root()).toEqual(state.apply(changes).root());
      const run = (bytes: Uint8Array) => {
        const opened = backend.open(bytes);
        for (const key of gets) expect(text(opened.get(key))).toBe(text(state.get(key)));
        return opened.authenticate(state.root(), changes);
      };
      expect(text(run(witness))).toBe(text(post.root()));
      const tree = treeOf(witness);
      for (const other of withOneClosed(tree)) {
        expect(code(() => run(encodeProof(other)))).toBe('proof/missing-node');
      }
      for (const other of withOneOpened(tree, state.tree)) {
        expect(code(() => run(encodeProof(other)))).toBe('proof/superfluous-node');
      }
      state = post as typeof state;
    }
  }, 600_000);
});
