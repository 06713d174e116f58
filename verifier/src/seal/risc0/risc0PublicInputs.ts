import { bigEndian } from '../../util/bigEndian.js';
import { hexConstant } from '../../util/hex.js';
import type { ExpectedClaim } from '../sealCheck.js';
import { okClaimDigest } from './okClaimDigest.js';
import { RISC0_BN254_CONTROL_ID, RISC0_CONTROL_ROOT } from './risc0Groth16Key.js';

const CONTROL_ROOT = hexConstant(RISC0_CONTROL_ROOT, 32);
const CONTROL_ID = littleEndian(hexConstant(RISC0_BN254_CONTROL_ID, 32));

/** The five public inputs of RISC Zero's Groth16 circuit: two halves each of control root and claim, and a control ID. */
export function risc0PublicInputs(expected: ExpectedClaim): bigint[] {
  return [...halves(CONTROL_ROOT), ...halves(okClaimDigest(expected)), CONTROL_ID];
}

/** A digest has 256 bits and a scalar 254: it goes in as two numbers of 128. */
function halves(digest: Uint8Array): [bigint, bigint] {
  return [littleEndian(digest.subarray(0, 16)), littleEndian(digest.subarray(16))];
}

function littleEndian(bytes: Uint8Array): bigint {
  return bigEndian(bytes.slice().reverse());
}
