/**
 * snarkjs as a second opinion. It is under GPL-3.0, so it is a development dependency for tests and benchmarks, and no
 * part of the package.
 */
import { createRequire } from 'node:module';
import type { G1, G2, Groth16Proof, VerifyingKey } from '../../verifier/src/seal/groth16/verifyingKey.js';

interface Snarkjs {
  groth16: { verify(key: unknown, inputs: string[], proof: unknown): Promise<boolean> };
}
const { groth16 } = createRequire(import.meta.url)('snarkjs') as Snarkjs;

/** What snarkjs says of a proof. */
export function snarkjsVerify(
  { alpha, beta, gamma, delta, ic }: VerifyingKey,
  { a, b, c }: Groth16Proof,
  inputs: bigint[],
): Promise<boolean> {
  const key = {
    protocol: 'groth16',
    curve: 'bn128',
    nPublic: inputs.length,
    vk_alpha_1: g1(alpha),
    vk_beta_2: g2(beta),
    vk_gamma_2: g2(gamma),
    vk_delta_2: g2(delta),
    IC: ic.map(g1),
  };
  const proof = { protocol: 'groth16', curve: 'bn128', pi_a: g1(a), pi_b: g2(b), pi_c: g1(c) };
  return groth16.verify(
    key,
    inputs.map((x) => `${x}`),
    proof,
  );
}

/** Ends snarkjs's worker threads, which would keep the process alive. */
export async function endSnarkjs(): Promise<void> {
  await (globalThis as { curve_bn128?: { terminate(): Promise<void> } }).curve_bn128?.terminate();
}

function g1(point: G1): string[] {
  const { x, y } = point.toAffine();
  return [`${x}`, `${y}`, '1'];
}

function g2(point: G2): string[][] {
  const { x, y } = point.toAffine();
  return [
    [`${x.c0}`, `${x.c1}`],
    [`${y.c0}`, `${y.c1}`],
    ['1', '0'],
  ];
}
