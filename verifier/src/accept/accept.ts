import type { VerifiedStatement } from '../aggregate/verifyAggregate.js';
import { isArtifactOf } from '../checkArtifact.js';
import { MismatchError, PolicyError } from '../errors/base.js';
import type { Blob, Journal } from '../journal/journal.js';
import { type BoundsNeed, checkBoundsImage, checkBoundsPolicy } from '../policy/checkBounds.js';
import type { Policy } from '../policy/policy.js';
import { decodeReceipt } from '../receipt/decodeReceipt.js';
import { fastBlobOf } from '../util/fastSha256.js';
import { toHex } from '../util/hex.js';
import { type VerifiedReceipt, type VerifyOptions, verifyReceiptOf } from '../verifyReceipt.js';
import { type Entry, type EntryKind, makeEntry } from './entry.js';
import { putEntry } from './store.js';

/** What was accepted, and where it is. */
export interface Accepted {
  verified: VerifiedReceipt;
  /** What the store says; where the same was accepted before, perhaps with another receipt of it. */
  entry: Entry;
  /** Folder in the store. */
  path: string;
}

/** What is needed to accept, besides the receipt. */
export interface AcceptOptions extends VerifyOptions {
  /** The store's folder; made where there is none. */
  store: string;
}

/** What is needed to accept bounds. */
export interface AcceptBoundsOptions extends AcceptOptions {
  /** What the policy may leave open, though bounds need it. */
  any?: readonly BoundsNeed[];
}

/**
 * Verifies a receipt and stores it with the artifact that it proves. From then on `artifact.cwasm` in the entry may be
 * re-hydrated, by a reader that hashes the bytes it loads.
 *
 * @throws as `verifyReceipt`; MismatchError `artifact/mismatch`, `artifact/missing`; StoreError
 */
export async function acceptArtifact(
  given: Uint8Array,
  artifact: Uint8Array,
  options: AcceptOptions,
): Promise<Accepted> {
  // A copy, here and below: what is stored is what was verified, whatever happens to the caller's bytes meanwhile.
  const receipt = given.slice();
  const { verified, entry } = await judge('artifact', receipt, fastBlobOf(options.wasm), options.policy);
  if (!isArtifactOf(verified.journal, fastBlobOf(artifact))) {
    throw new MismatchError('artifact/mismatch', 'the artifact is not the one that the receipt proves', {
      hint: 'Get the artifact from whoever published the receipt, or compile with the same Wasmtime and profile.',
    });
  }
  return { verified, ...(await putEntry(options.store, entry, { receipt, 'artifact.cwasm': artifact })) };
}

/**
 * Verifies a receipt and stores it as proof of bounds, for a node that compiles natively under them. Only a receipt that the
 * module compiles, made by an image of upstream's compiler, is that, with proved cycles or with instructions that the policy
 * bounds; and the policy must say how many of either, which images and for which context, or `any` names what it may leave open.
 *
 * @throws as `verifyReceipt`; PolicyError `policy/bounds-incomplete`, `policy/bounds-source`, `policy/cycles-unproved`,
 *   `policy/rejected-module`; StoreError
 */
export async function acceptBounds(given: Uint8Array, options: AcceptBoundsOptions): Promise<Accepted> {
  const receipt = given.slice();
  const { policy, store, wasm, any } = options;
  const { verified, entry } = await judge('bounds', receipt, fastBlobOf(wasm), policy, any);
  return { verified, ...(await putEntry(store, entry, { receipt })) };
}

/**
 * Verifies a receipt and stores it as what it is, the proof of a refusal: no artifact, no bounds, but something to vote
 * against a module with. It holds for the limits, imports and context that are in the entry: whoever asks for the proof
 * chooses those, so a refusal under limits that are lower than a node's own says nothing to that node.
 *
 * @throws as `verifyReceipt`, with `policy/rejected-module` where the policy has no `allowRejected`; PolicyError
 *   `policy/compiled-module`; StoreError
 */
export async function acceptRejected(given: Uint8Array, options: AcceptOptions): Promise<Accepted> {
  const receipt = given.slice();
  const { verified, entry } = await judge('rejected', receipt, fastBlobOf(options.wasm), options.policy);
  return { verified, ...(await putEntry(options.store, entry, { receipt })) };
}

/**
 * What is accepted where a receipt is accepted as `kind`, but for the artifact's bytes.
 *
 * @throws as the function of that kind, but for StoreError and `artifact/mismatch`
 */
export async function judge(
  kind: EntryKind,
  receipt: Uint8Array,
  module: Blob,
  policy: Policy,
  any: readonly BoundsNeed[] = [],
): Promise<{ verified: VerifiedReceipt; entry: Entry }> {
  if (kind === 'bounds') {
    checkBoundsPolicy(policy, any);
    // Before the policy's sources have their say: trusting more of them would not help.
    const imageId = toHex(decodeReceipt(receipt).imageId);
    for (const image of policy.images) if (image.imageId === imageId) await checkBoundsImage(image);
  }
  return conclude(kind, receipt, await verifyReceiptOf(module, receipt, policy), policy);
}

/**
 * What is accepted where something verified is accepted as `kind`: its outcome and cycles have to be such.
 *
 * @throws MismatchError `artifact/missing`; PolicyError `policy/rejected-module`, `policy/compiled-module`, `policy/cycles-unproved`
 */
export function conclude<Verified extends VerifiedReceipt | VerifiedStatement>(
  kind: EntryKind,
  receipt: Uint8Array,
  verified: Verified,
  policy: Policy,
): { verified: Verified; entry: Entry } {
  checkOutcome(kind, verified.journal);
  const { instructions } = verified.journal.metering;
  if (kind === 'bounds' && verified.cycles === undefined && policy.maxInstructions === undefined) {
    throw new PolicyError('policy/cycles-unproved', 'a receipt without proved cycles bounds no compilation', {
      hint:
        instructions === undefined
          ? 'Accept its artifact, or ask for the single receipt with its stark seal.'
          : 'Its image counts instructions: bound maxInstructions in the policy, or ask for the single receipt with its stark seal.',
    });
  }
  return { verified, entry: makeEntry(kind, receipt, verified, policy) };
}

function checkOutcome(kind: EntryKind, { outcome }: Journal): void {
  if (kind === 'artifact' && outcome.kind === 'rejected') {
    throw new MismatchError(
      'artifact/missing',
      'the receipt proves that the module was rejected: there is no artifact',
      { hint: 'Accept the refusal as what it is, with --rejected.' },
    );
  }
  if (kind === 'bounds' && outcome.kind === 'rejected') {
    throw new PolicyError(
      'policy/rejected-module',
      `the receipt proves that the compiler refused the module (${outcome.reason}), and so bounds no compilation`,
      { hint: 'Accept the refusal as what it is, with --rejected.' },
    );
  }
  if (kind === 'rejected' && outcome.kind === 'compiled') {
    throw new PolicyError('policy/compiled-module', 'the receipt proves that the module compiles', {
      hint: 'Accept its artifact, or its bounds.',
    });
  }
}
