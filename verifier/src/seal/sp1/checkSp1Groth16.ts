import { SealError } from '../../errors/base.js';
import { toHex } from '../../util/hex.js';
import { checkPairing } from '../groth16/checkPairing.js';
import { decodeProof, GROTH16_PROOF_BYTES } from '../groth16/decodeProof.js';
import type { ExpectedClaim, SealVerdict } from '../sealCheck.js';
import { SP1_SELECTOR, SP1_VK_ROOT } from './sp1Groth16Key.js';
import { sp1PreparedKey } from './sp1PreparedKey.js';
import { sp1PublicInputs } from './sp1PublicInputs.js';

/** Selector 4, exit code 32, root of the recursion keys 32, nonce 32. */
const HEADER_BYTES = 100;
const SEAL_BYTES = HEADER_BYTES + GROTH16_PROOF_BYTES;

/**
 * Checks an SP1 Groth16 seal (selector, exit code, vk root, nonce, A, B, C) under SP1's official key. It proves that the
 * expected image committed the expected journal and exited with code 0; it has no clock.
 *
 * @throws SealError `seal/malformed`, `seal/selector`, `seal/exit-code`, `seal/recursion-key`, `seal/point`,
 *   `seal/public-input`, `seal/rejected`
 */
export async function checkSp1Groth16(seal: Uint8Array, expected: ExpectedClaim): Promise<SealVerdict> {
  if (seal.length !== SEAL_BYTES) {
    throw new SealError('seal/malformed', `an SP1 Groth16 seal has ${SEAL_BYTES} bytes, not ${seal.length}`);
  }
  if (toHex(seal.subarray(0, 4)) !== SP1_SELECTOR) {
    throw new SealError('seal/selector', 'the seal was made for another Groth16 key');
  }
  if (seal.subarray(4, 36).some((byte) => byte !== 0)) {
    throw new SealError('seal/exit-code', 'the program did not exit with code 0');
  }
  if (toHex(seal.subarray(36, 68)) !== SP1_VK_ROOT) {
    throw new SealError('seal/recursion-key', 'the seal names other recursion keys than this circuit has');
  }
  const proof = decodeProof(seal.subarray(HEADER_BYTES));
  checkPairing(sp1PreparedKey(), proof, sp1PublicInputs(expected, seal.subarray(68, HEADER_BYTES)));
  return { sealKind: 'groth16' };
}
