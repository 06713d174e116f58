import { interleavedMSMUnsafe } from '@noble/curves/abstract/curve.js';
import { bn254 } from '@noble/curves/bn254.js';
import type { PreparedKey, VerifyingKey } from './verifyingKey.js';

/** Bits of the window of the multi-scalar multiplication: measured, 3 to 6 are within a few per cent. */
const WINDOW = 4;

/** Does what can be done before a proof is known: one pairing, the lines of two more, the tables of IC; about 25 ms. */
export function prepareKey({ alpha, beta, gamma, delta, ic }: VerifyingKey): PreparedKey {
  const multiply = interleavedMSMUnsafe(bn254.G1.Point, ic, WINDOW);
  return {
    gammaLines: bn254.utils.calcPairingPrecomputes(gamma),
    deltaLines: bn254.utils.calcPairingPrecomputes(delta),
    inputs: ic.length - 1,
    alphaBeta: bn254.pairing(alpha, beta),
    combine: (publicInputs) => multiply([1n, ...publicInputs]),
  };
}
