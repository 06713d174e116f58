import { bn254 } from '@noble/curves/bn254.js';
import { SealError } from '../../errors/base.js';
import type { G1, Groth16Proof, Lines, PreparedKey } from './verifyingKey.js';

const { Fp12 } = bn254.fields;

/**
 * The Groth16 equation, as one product of three pairings held against e(α, β). Two of the three have a second point that
 * the key fixes, whose lines are known (a fifth less time).
 *
 * @param proof points that `checkPoint` has let pass
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
    Fp12.eql(
      Fp12.finalExponentiate(
        bn254.millerLoopBatch([
          term(bn254.utils.calcPairingPrecomputes(b), a),
          term(key.gammaLines, statement.negate()),
          term(key.deltaLines, c.negate()),
        ]),
      ),
      key.alphaBeta,
    );
  if (!holds) {
    throw new SealError('seal/rejected', 'the proof does not verify', {
      hint: 'Either it is no proof, or it is about another image or journal: a Groth16 seal does not say which.',
    });
  }
}

function term(lines: Lines, point: G1): [Lines, bigint, bigint] {
  const { x, y } = point.toAffine();
  return [lines, x, y];
}
