import { bn254 } from '@noble/curves/bn254.js';
import { SealError } from '../../errors/base.js';
import type { Groth16Proof, PreparedKey } from './verifyingKey.js';

/**
 * The Groth16 equation, as one product of three pairings held against e(α, β).
 *
 * @param publicInputs below the group order r, as many as the key has; x + r is refused, not taken for x
 * @throws SealError `seal/public-input`, `seal/rejected`
 */
export function checkPairing(
  key: PreparedKey,
  { a, b, c }: Groth16Proof,
  publicInputs: readonly bigint[],
): void {
  const canonical = publicInputs.every((x) => x >= 0n && x < bn254.fields.Fr.ORDER);
  if (!canonical || publicInputs.length !== key.inputs) {
    throw new SealError('seal/public-input', 'a public input of the proof is not a canonical scalar');
  }
  const statement = key.combine(publicInputs);
  // Infinity has no pairing here, and no input that anybody can find leads to it.
  const holds =
    !statement.is0() &&
    bn254.fields.Fp12.eql(
      bn254.pairingBatch([
        { g1: a, g2: b },
        { g1: statement.negate(), g2: key.gamma },
        { g1: c.negate(), g2: key.delta },
      ]),
      key.alphaBeta,
    );
  if (!holds) {
    throw new SealError('seal/rejected', 'the proof does not verify', {
      hint: 'Either it is no proof, or it is about another image or journal: a Groth16 seal does not say which.',
    });
  }
}
