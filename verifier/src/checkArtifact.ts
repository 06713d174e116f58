import { MismatchError } from './errors/base.js';
import type { Blob, Journal } from './journal/journal.js';
import { equalBytes } from './util/equalBytes.js';
import { blobOf } from './verifyReceipt.js';

/** Whether digest and length are those of the artifact that a statement names. */
export function isArtifactOf({ outcome }: Journal, artifact: Blob): boolean {
  return (
    outcome.kind === 'compiled' &&
    artifact.length === outcome.artifact.length &&
    equalBytes(artifact.digest, outcome.artifact.digest)
  );
}

/**
 * Holds an artifact's bytes against a statement. Only a verified statement says anything: take the journal from `verifyReceipt`.
 *
 * @throws MismatchError `artifact/missing` where the module was refused, `artifact/mismatch`
 */
export function checkArtifact(journal: Journal, artifact: Uint8Array): void {
  if (journal.outcome.kind === 'rejected') {
    throw new MismatchError(
      'artifact/missing',
      'the receipt proves that the module was rejected: there is no artifact',
    );
  }
  if (isArtifactOf(journal, blobOf(artifact))) return;
  throw new MismatchError('artifact/mismatch', 'the artifact is not the one that the receipt proves', {
    hint: 'Get the artifact from whoever published the receipt, or compile with the same Wasmtime and profile.',
  });
}
