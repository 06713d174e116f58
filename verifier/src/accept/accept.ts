import { MismatchError, PolicyError } from '../errors/base.js';
import { equalBytes } from '../util/equalBytes.js';
import { toHex } from '../util/hex.js';
import { sha256 } from '../util/sha256.js';
import { type VerifiedReceipt, type VerifyOptions, verifyReceipt } from '../verifyReceipt.js';
import { type Entry, putEntry } from './store.js';

/** What was accepted, and where it is. */
export interface Accepted {
  verified: VerifiedReceipt;
  entry: Entry;
  /** Folder in the store. */
  path: string;
}

/**
 * Verifies a receipt and stores it with the artifact that it proves. From then on `artifact.cwasm` in the entry may be
 * re-hydrated, by a reader that hashes the bytes it loads.
 *
 * @throws as `verifyReceipt`; MismatchError `artifact/mismatch`, `artifact/missing`; StoreError
 */
export async function acceptArtifact(
  receipt: Uint8Array,
  artifact: Uint8Array,
  options: VerifyOptions & { store: string },
): Promise<Accepted> {
  const verified = await verifyReceipt(receipt, options);
  const { outcome } = verified.journal;
  if (outcome.kind !== 'compiled') {
    throw new MismatchError(
      'artifact/missing',
      'the receipt proves that the module was rejected: there is no artifact',
    );
  }
  if (
    BigInt(artifact.length) !== outcome.artifact.length ||
    !equalBytes(sha256(artifact), outcome.artifact.digest)
  ) {
    throw new MismatchError('artifact/mismatch', 'the artifact is not the one that the receipt proves', {
      hint: 'Get the artifact from whoever published the receipt, or compile with the same Wasmtime and profile.',
    });
  }
  const entry = {
    ...describe('artifact', receipt, verified),
    artifactDigest: toHex(outcome.artifact.digest),
  };
  const path = await putEntry(options.store, entry, { receipt, 'artifact.cwasm': artifact });
  return { verified, entry, path };
}

/**
 * Verifies a receipt and stores it as proof of bounds, for a node that compiles natively under them. Cycles are the bound
 * that such a node relies on, so a receipt that does not prove them is refused under any policy.
 *
 * @throws as `verifyReceipt`; PolicyError `policy/cycles-unproved`; StoreError
 */
export async function acceptBounds(
  receipt: Uint8Array,
  options: VerifyOptions & { store: string },
): Promise<Accepted> {
  const verified = await verifyReceipt(receipt, options);
  if (verified.cycles === undefined) {
    throw new PolicyError('policy/cycles-unproved', 'a receipt without proved cycles bounds no compilation', {
      hint: 'Accept its artifact, or ask for the receipt with its stark seal.',
    });
  }
  const entry = describe('bounds', receipt, verified);
  return { verified, entry, path: await putEntry(options.store, entry, { receipt }) };
}

function describe(
  kind: Entry['kind'],
  receipt: Uint8Array,
  { image, journal, cycles }: VerifiedReceipt,
): Entry {
  return {
    kind,
    imageId: image.imageId,
    wasmDigest: toHex(journal.wasm.digest),
    profile: toHex(journal.profile),
    target: journal.target,
    receiptDigest: toHex(sha256(receipt)),
    ...(cycles === undefined ? {} : { cycles: `${cycles}` }),
    peakHeapBytes: `${journal.metering.peakHeapBytes ?? 0n}`,
  };
}
