/** What a compressed SP1 proof says, after it was verified. */
import { type StarkExports, withSeal } from './starkInstance.js';

/** What a verified proof attests. */
export interface Claim {
  /** Which program ran, 32 bytes. */
  imageId: Uint8Array;
  /** SHA-256 of what it committed. */
  journalDigest: Uint8Array;
  /** Length of the whole execution in cycles: clock ticks / 8, see docs/explanation/clock.md. */
  cycles: bigint;
}

/** SP1 circuit versions whose recursion keys are compiled in. */
export const STARK_CIRCUITS: readonly string[] = ['v6.1.0'];
/** Clock ticks per cycle in SP1 v6. */
const TICKS_PER_CYCLE = 8n;
const CLAIM_BYTES = 80;

/**
 * Verifies a compressed SP1 proof in SP1's own form: FRI and constraints, recursion key under the circuit's vk root,
 * completeness, exit code exactly 0.
 *
 * @throws SealError `seal/malformed`, `seal/rejected`, `seal/recursion-key`, `seal/public-values`
 */
export async function checkStark(seal: Uint8Array): Promise<Claim> {
  return withSeal(seal, 'verify', readClaim);
}

/**
 * The same of a packed proof: what was left out is put back, and what comes out is verified.
 *
 * @throws SealError `seal/malformed`, `seal/rejected`, `seal/recursion-key`, `seal/public-values`
 */
export async function checkPackedStark(seal: Uint8Array): Promise<Claim> {
  return withSeal(seal, 'verify_packed', readClaim);
}

function readClaim(check: StarkExports): Claim {
  const claim = new Uint8Array(check.memory.buffer, check.claim(), CLAIM_BYTES).slice();
  const view = new DataView(claim.buffer);
  const ticks = view.getBigUint64(72, true) - view.getBigUint64(64, true);
  return { imageId: claim.slice(0, 32), journalDigest: claim.slice(32, 64), cycles: ticks / TICKS_PER_CYCLE };
}
