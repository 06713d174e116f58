/**
 * Groth16 over bn254 (also called alt_bn128, as in EIP-196 and EIP-197): a proof (A, B, C) of public inputs x holds if
 *
 *     e(A, B) = e(α, β) · e(IC[0] + Σ x[i]·IC[i+1], γ) · e(C, δ)
 */
import type { Fp2, Fp12 } from '@noble/curves/abstract/tower.js';
import type { WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';
import type { bn254 } from '@noble/curves/bn254.js';

/** A point of the curve over the base field. */
export type G1 = WeierstrassPoint<bigint>;
/** A point of the twist, over the quadratic extension. */
export type G2 = WeierstrassPoint<Fp2>;

/** What a pairing needs of its second point. */
export type Lines = ReturnType<typeof bn254.utils.calcPairingPrecomputes>;

/** A verifying key: which circuit a proof is of. All points valid, none infinity. */
export interface VerifyingKey {
  alpha: G1;
  beta: G2;
  gamma: G2;
  delta: G2;
  /** One point more than there are public inputs. */
  ic: G1[];
}

/** A proof's three points: valid, none infinity. */
export interface Groth16Proof {
  a: G1;
  b: G2;
  c: G1;
}

/** A verifying key with what does not depend on a proof computed once. */
export interface PreparedKey {
  /** The lines of the Miller loop for γ, which no proof changes. */
  gammaLines: Lines;
  /** The same for δ. */
  deltaLines: Lines;
  /** How many public inputs there are. */
  inputs: number;
  /** e(α, β). */
  alphaBeta: Fp12;
  /** Scalars below the group order → IC[0] + Σ x[i]·IC[i+1]. */
  combine(publicInputs: readonly bigint[]): G1;
}
