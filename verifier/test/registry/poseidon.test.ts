import { buildPoseidon } from 'circomlibjs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { element } from '../../../testkit/made/registryEntries.js';
import { FIELD } from '../../src/registry/field.js';
import { hashInner, hashKey, hashLeaf, hashValue } from '../../src/registry/poseidon.js';

const reference = await buildPoseidon();
const expected = (inputs: bigint[]) => reference.F.toObject(reference(inputs));

test('known vectors', () => {
  // circomlib, test/poseidoncircuit.js; go-iden3-crypto, poseidon/poseidon_test.go.
  expect(hashInner(1n, 2n)).toBe(
    7853200120776062878684798364095072458815029376092732009249414926327459813530n,
  );
  expect(hashValue([1n, 2n, 3n, 4n, 5n, 6n])).toBe(
    20400040500897583745843009878988256314335038853985262692600694741116813247201n,
  );
});

test('the same as circomlibjs', () => {
  const edges = [0n, 1n, FIELD - 1n, 2n ** 128n - 1n];
  for (const a of edges) {
    for (const b of edges) {
      expect(hashInner(a, b)).toBe(expected([a, b]));
      expect(hashLeaf(a, b)).toBe(expected([a, b, 1n]));
    }
  }
  fc.assert(
    fc.property(
      fc.tuple(element, element, element, element, element, element),
      fc.tuple(element, element, element),
      (six, three) => {
        const [a, b] = six;
        expect(hashInner(a, b)).toBe(expected([a, b]));
        expect(hashLeaf(a, b)).toBe(expected([a, b, 1n]));
        expect(hashValue(six)).toBe(expected(six));
        expect(hashKey([...six, ...three])).toBe(expected([...six, ...three]));
      },
    ),
    { numRuns: 200 },
  );
});
