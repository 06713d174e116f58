import { decodeJournal, decodeReceipt, toHex } from '@zkcwasm/verifier';
import { DeployError } from '../errors/base.js';
import { ARTIFACT_PROFILE } from '../host/artifactProfile.js';
import { equal } from '../util/bytes.js';
import { sha256 } from '../util/sha256.js';

/**
 * Whether an artifact is of the profile that is executed here, by what its receipt says; whether that is true is not looked at.
 * A receipt of another module says nothing about this one's artifact, and is left to who verifies it.
 *
 * @throws DeployError `deploy/profile`; ReceiptError, JournalError
 */
export function checkProfile(receipt: Uint8Array, wasm: Uint8Array): void {
  const { profile, wasm: module } = decodeJournal(decodeReceipt(receipt).journal);
  const found = toHex(profile);
  if (found === ARTIFACT_PROFILE || !equal(module.digest, sha256(wasm))) return;
  throw new DeployError(
    'deploy/profile',
    `the artifact is of the profile ${found}, and contracts run under ${ARTIFACT_PROFILE}, which is metered for x86-64 Linux`,
    { hint: 'Prove the module with --profile metered, or deploy its bounds with --bounds-only.' },
  );
}
