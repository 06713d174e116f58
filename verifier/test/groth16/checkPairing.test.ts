import { bn254 } from '@noble/curves/bn254.js';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { endSnarkjs, snarkjsVerify } from '../../../testkit/groth16/snarkjsVerify.js';
import { checkPairing } from '../../src/seal/groth16/checkPairing.js';
import type { Groth16Proof } from '../../src/seal/groth16/verifyingKey.js';
import { R } from './encodePoint.js';
import { simulate, simulatedKey, simulatedVerifyingKey } from './simulatedKey.js';

afterAll(endSnarkjs);

const inputs = [1n, 2n, 0n, R - 1n, 5n];
const proof = simulate(inputs);

/** The verdict, which snarkjs must share. */
async function verdict(given: Groth16Proof, statement: bigint[]): Promise<string> {
  let code = 'accepted';
  try {
    checkPairing(simulatedKey(), given, statement);
  } catch (error) {
    code = (error as { code: string }).code;
  }
  expect(await snarkjsVerify(simulatedVerifyingKey, given, statement)).toBe(code === 'accepted');
  return code;
}

test('a proof of these inputs, and another proof of them', async () => {
  expect(await verdict(proof, inputs)).toBe('accepted');
  expect(await verdict(simulate(inputs, 5n, 7n), inputs)).toBe('accepted');
  // A proof can be changed into another of the same statement, so a seal identifies nothing.
  const { a, b, c } = proof;
  expect(await verdict({ a: a.negate(), b: b.negate(), c }, inputs)).toBe('accepted');
});

describe('refused', () => {
  const { a, b, c } = proof;
  test.each<[string, Groth16Proof]>([
    ['A and C swapped', { a: c, b, c: a }],
    ['A negated', { a: a.negate(), b, c }],
    ['B negated', { a, b: b.negate(), c }],
    ['C negated', { a, b, c: c.negate() }],
    ['A and C negated', { a: a.negate(), b, c: c.negate() }],
    ['another point for A', { a: a.double(), b, c }],
    ['another point for B', { a, b: b.double(), c }],
    ['another point for C', { a, b, c: c.double() }],
    ['alpha, beta and C of nothing', { a: simulatedVerifyingKey.alpha, b: simulatedVerifyingKey.beta, c }],
  ])('%s', async (_, changed) => {
    expect(await verdict(changed, inputs)).toBe('seal/rejected');
  });

  test.each([0, 1, 2, 3, 4])('public input %i one more', async (i) => {
    const changed = inputs.map((x, at) => (at === i ? (x + 1n) % R : x));
    expect(await verdict(proof, changed)).toBe('seal/rejected');
  });

  test.each([0, 1, 2, 3, 4])('public input %i plus r, which is the same scalar', async (i) => {
    const changed = inputs.map((x, at) => (at === i ? x + R : x));
    expect(await verdict(proof, changed)).toBe('seal/public-input');
  });

  test.each<[string, bigint[]]>([
    ['r', [R, 2n, 0n, R - 1n, 5n]],
    ['negative', [1n - R, 2n, 0n, R - 1n, 5n]],
    ['2^256', [1n << 256n, 2n, 0n, R - 1n, 5n]],
  ])('a public input that is %s', async (_, changed) => {
    expect(await verdict(proof, changed)).toBe('seal/public-input');
  });

  test('one public input too few or too many', () => {
    for (const changed of [inputs.slice(1), [...inputs, 0n], []]) {
      expect(() => checkPairing(simulatedKey(), proof, changed)).toThrow(
        expect.objectContaining({ code: 'seal/public-input' }),
      );
    }
  });

  test('inputs that combine to infinity', () => {
    // 11 + 13x = 0
    const { Fr } = bn254.fields;
    const x = Fr.div(Fr.neg(11n), 13n);
    const infinity = [x, 0n, 0n, 0n, 0n];
    expect(simulatedKey().combine(infinity).is0()).toBe(true);
    expect(() => checkPairing(simulatedKey(), simulate(infinity), infinity)).toThrow(
      expect.objectContaining({ code: 'seal/rejected' }),
    );
  });
});

test('agrees with snarkjs on proofs of one statement held against another', async () => {
  const scalar = fc.oneof(fc.constantFrom(0n, 1n, R - 1n), fc.bigInt({ min: 0n, max: R - 1n }));
  const statement = fc.array(scalar, { minLength: 5, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(statement, statement, fc.boolean(), async (one, two, same) => {
      const proved = same ? two : one;
      const equal = proved.every((x, i) => x === two[i]);
      expect(await verdict(simulate(proved), two)).toBe(equal ? 'accepted' : 'seal/rejected');
    }),
    { numRuns: 20 },
  );
});
