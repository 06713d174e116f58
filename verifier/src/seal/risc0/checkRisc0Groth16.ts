import { SealError } from '../../errors/base.js';
import { toHex } from '../../util/hex.js';
import { checkPairing } from '../groth16/checkPairing.js';
import { decodeProof, GROTH16_PROOF_BYTES } from '../groth16/decodeProof.js';
import type { ExpectedClaim, SealVerdict } from '../sealCheck.js';
import { RISC0_SELECTOR } from './risc0Groth16Key.js';
import { risc0PreparedKey } from './risc0PreparedKey.js';
import { risc0PublicInputs } from './risc0PublicInputs.js';

const SELECTOR_BYTES = 4;
const SEAL_BYTES = SELECTOR_BYTES + GROTH16_PROOF_BYTES;

/**
 * Checks a RISC Zero Groth16 seal (selector, A, B, C) under its official key. It proves that the expected image halted
 * with code 0, without assumptions, and committed the expected journal; it has no clock.
 *
 * @throws SealError `seal/malformed`, `seal/selector`, `seal/point`, `seal/rejected`
 */
export async function checkRisc0Groth16(seal: Uint8Array, expected: ExpectedClaim): Promise<SealVerdict> {
  if (seal.length !== SEAL_BYTES) {
    throw new SealError('seal/malformed', `a risc0 Groth16 seal has ${SEAL_BYTES} bytes, not ${seal.length}`);
  }
  if (toHex(seal.subarray(0, SELECTOR_BYTES)) !== RISC0_SELECTOR) {
    throw new SealError('seal/selector', 'the seal was made for other verifier parameters');
  }
  checkPairing(risc0PreparedKey(), decodeProof(seal.subarray(SELECTOR_BYTES)), risc0PublicInputs(expected));
  return { sealKind: 'groth16' };
}
