/**
 * A Groth16 key whose secrets are known, and so proofs of anything: a stand-in for the official proving keys, which
 * cannot be had here, to test what happens around a proof that holds. Never imported outside of tests.
 */
import { bn254 } from '@noble/curves/bn254.js';
import { prepareKey } from '../../verifier/src/seal/groth16/prepareKey.js';
import type {
  Groth16Proof,
  PreparedKey,
  VerifyingKey,
} from '../../verifier/src/seal/groth16/verifyingKey.js';

const { Fr } = bn254.fields;
const g1 = (scalar: bigint) => bn254.G1.Point.BASE.multiply(Fr.create(scalar));
const g2 = (scalar: bigint) => bn254.G2.Point.BASE.multiply(Fr.create(scalar));
const [ALPHA, BETA, GAMMA, DELTA] = [1009n, 2003n, 3001n, 4001n] as const;
const IC = [11n, 13n, 17n, 19n, 23n, 29n];

/** A key of five public inputs. */
export const simulatedVerifyingKey: VerifyingKey = {
  alpha: g1(ALPHA),
  beta: g2(BETA),
  gamma: g2(GAMMA),
  delta: g2(DELTA),
  ic: IC.map(g1),
};

let prepared: PreparedKey | undefined;

/** The same, prepared. */
export function simulatedKey(): PreparedKey {
  prepared ??= prepareKey(simulatedVerifyingKey);
  return prepared;
}

/** A proof that holds for these inputs; another one for other `a` and `b`. */
export function simulate(inputs: bigint[], a = 123_457n, b = 7_654_321n): Groth16Proof {
  const statement = inputs.reduce((sum, x, i) => sum + x * (IC[i + 1] ?? 0n), IC[0] ?? 0n);
  const c = Fr.div(Fr.create(a * b - ALPHA * BETA - statement * GAMMA), DELTA);
  return { a: g1(a), b: g2(b), c: g1(c) };
}
