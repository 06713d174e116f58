/**
 * The four hashes of the registry: Poseidon over BN254 with circomlib's parameters (x^5, 8 full rounds, 56 to 63 partial
 * ones), so that a circuit can use circomlib's templates. Each has a number of inputs of its own, which is a permutation
 * of its own, and those two whose inputs are not fixed by circomlib begin with a tag.
 *
 *     inner(left, right)      2 inputs, as circomlib's SMTHash2
 *     leaf(key, value)        3 inputs, the third is 1, as circomlib's SMTHash1
 *     value                   6 inputs, the first is a tag
 *     key                     9 inputs, the first is a tag
 */
import { poseidon2 } from 'poseidon-lite/poseidon2';
import { poseidon3 } from 'poseidon-lite/poseidon3';
import { poseidon6 } from 'poseidon-lite/poseidon6';
import { poseidon9 } from 'poseidon-lite/poseidon9';

/** Two children → their parent. */
export function hashInner(left: bigint, right: bigint): bigint {
  return poseidon2([left, right]);
}

/** Key and value → leaf. */
export function hashLeaf(key: bigint, value: bigint): bigint {
  return poseidon3([key, value, 1n]);
}

/** The six parts of a value → value. */
export function hashValue(parts: [bigint, bigint, bigint, bigint, bigint, bigint]): bigint {
  return poseidon6(parts);
}

/** The nine parts of a key → key. */
export function hashKey(
  parts: [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint],
): bigint {
  return poseidon9(parts);
}
