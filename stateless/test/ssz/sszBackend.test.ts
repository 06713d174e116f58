import { describe, expect, test } from 'vitest';
import { SszBackend } from '../../src/ssz/sszBackend.js';
import { bytesOf, entries, keyNumber, randomChanges, seeded, text } from '../keyed/entries.js';

const backend = new SszBackend();
const code = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'nothing thrown';
};
const zero = new Uint8Array(32);

describe('a tree of generalized indices of depth 256', () => {
  const state = backend.build(entries(6));
  const root = state.root();
  const keys = [1, 2, 9].map(keyNumber);
  const proof = state.prove(keys);

  test('gives what was set, and the same root whatever the order', () => {
    expect(text(state.get(keyNumber(2)))).toBe(text(bytesOf('value 2')));
    expect(state.get(keyNumber(9))).toEqual(zero);
    const back = state
      .apply(new Map([[text(keyNumber(9)), bytesOf('x')]]))
      .apply(new Map([[text(keyNumber(9)), zero]]));
    expect(text(back.root())).toBe(text(root));
    const empty = state.apply(new Map([...entries(6).keys()].map((key) => [key, zero])));
    expect(text(empty.root())).toBe(text(backend.emptyRoot));
  });

  test('proves values and absence', () => {
    const values = backend.verify(proof, root, keys);
    for (const key of keys) expect(text(values.get(text(key)) ?? zero)).toBe(text(state.get(key)));
    expect(text(backend.rootOf(proof))).toBe(text(root));
    expect(code(() => backend.verify(proof, root, keys.slice(1)))).toBe('proof/superfluous-node');
    expect(code(() => backend.verify(proof, root, [...keys, keyNumber(4)]))).toBe('proof/missing-node');
    expect(code(() => backend.verify(proof, bytesOf('lie'), keys))).toBe('proof/root-mismatch');
    for (const i of [0, 20, 70, proof.length - 1]) {
      const changed = Uint8Array.from(proof);
      changed[i] = (changed[i] as number) ^ 1;
      expect(code(() => backend.verify(changed, root, keys))).toMatch(/^proof\//);
    }
    expect(code(() => backend.open(proof.subarray(0, proof.length - 1)))).toBe('proof/malformed');
  });

  test('merges, extracts and refreshes proofs to the one that would have been made', () => {
    const random = seeded('ssz');
    let now = state;
    const [a, b] = [[keyNumber(1), keyNumber(8)], [keyNumber(3)]];
    expect(Buffer.compare(backend.merge([now.prove(a), now.prove(b)]), now.prove([...a, ...b]))).toBe(0);
    expect(Buffer.compare(backend.extract(now.prove([...a, ...b]), b), now.prove(b))).toBe(0);
    let held = now.prove(a);
    for (let block = 0; block < 6; block += 1) {
      const changes = randomChanges(random, 1 + random(3), 12);
      const diff = now.diff(changes);
      now = now.apply(changes);
      held = backend.refresh(held, a, diff);
      expect(Buffer.compare(held, now.prove(a))).toBe(0);
    }
    expect(code(() => backend.merge([now.prove(a), state.prove(a)]))).toBe('proof/different-roots');
  });

  test('leads from root to root in a single pass', () => {
    const random = seeded('ssz witness');
    let now = state;
    for (let block = 0; block < 6; block += 1) {
      const changes = randomChanges(random, random(3), 12);
      const recording = now.record();
      const key = keyNumber(random(12));
      recording.get(key);
      const { post, witness } = recording.finish(changes);
      const opened = backend.open(witness);
      expect(text(opened.get(key))).toBe(text(now.get(key)));
      expect(text(opened.authenticate(now.root(), changes))).toBe(text(post.root()));
      now = post as typeof now;
    }
  });
});
