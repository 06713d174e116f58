/**
 * The one way to a verified statement. Order: cheap and clear refusals first, then the proof, then what it is about.
 * The expected claim is built from what is trusted (the policy's image, the digest of the journal at hand), and the
 * seal must prove that one; nothing that the receipt says about itself is believed.
 */
import { ImageError, MismatchError } from './errors/base.js';
import type { Image } from './images.js';
import { decodeJournal } from './journal/decodeJournal.js';
import type { Blob, Journal } from './journal/journal.js';
import { checkCount } from './policy/checkCount.js';
import { checkPolicy } from './policy/checkPolicy.js';
import { findImage } from './policy/findImage.js';
import type { Policy } from './policy/policy.js';
import { decodeReceipt } from './receipt/decodeReceipt.js';
import { findSealCheck } from './seal/findSealCheck.js';
import type { SealVerdict } from './seal/sealCheck.js';
import { equalBytes } from './util/equalBytes.js';
import { fromHex } from './util/hex.js';
import { sha256 } from './util/sha256.js';

/** What is needed to judge a receipt. */
export interface VerifyOptions {
  /** From `makePolicy`. */
  policy: Policy;
  /** The module that the receipt must be about. */
  wasm: Uint8Array;
}

/**
 * A receipt that was verified, with everything it proves. `sealKind` tells how: a `stark` seal attests `cycles` as well,
 * a `groth16` seal does not, and has none.
 */
export type VerifiedReceipt = {
  /** The trusted image that made the statement. */
  image: Image;
  /** The statement. */
  journal: Journal;
  /**
   * Instructions until the outcome was stated, as the image counted them; absent where it does not count. Beside the cycles of a
   * `stark` seal they agree with these.
   */
  instructions?: bigint;
  /**
   * What the policy asks for the proved cycles, or for the instructions, in its units; absent where it has no price, or the
   * receipt not the figure that the price is for.
   */
  price?: bigint;
} & SealVerdict;

/**
 * Verifies a receipt for a module under a policy.
 *
 * @throws ReceiptError, JournalError, ImageError, SealError, MismatchError or PolicyError, see `ERROR_CODES`
 */
export async function verifyReceipt(bytes: Uint8Array, options: VerifyOptions): Promise<VerifiedReceipt> {
  return verifyReceiptOf(blobOf(options.wasm), bytes, options.policy);
}

/** Digest and length of bytes at hand. */
export function blobOf(bytes: Uint8Array): Blob {
  return { digest: sha256(bytes), length: BigInt(bytes.length) };
}

/**
 * `verifyReceipt` for who knows the module by digest and length only: an audit of what was accepted with the module at hand.
 *
 * @throws as `verifyReceipt`
 */
export async function verifyReceiptOf(
  module: Blob,
  bytes: Uint8Array,
  policy: Policy,
): Promise<VerifiedReceipt> {
  const receipt = decodeReceipt(bytes);
  const image = findImage(policy, receipt.imageId);
  const checkSeal = findSealCheck(receipt, image);
  const journal = decodeJournal(receipt.journal);
  if (!equalBytes(journal.wasm.digest, module.digest) || journal.wasm.length !== module.length) {
    throw new MismatchError('wasm/mismatch', 'the receipt is about another wasm module', {
      hint: 'A receipt holds for exactly one file; a module that was optimized or stripped is another one.',
    });
  }
  checkImage(image, journal);

  const verdict = await checkSeal(receipt.seal, {
    imageId: receipt.imageId,
    journalDigest: sha256(receipt.journal),
  });
  const instructions = checkCount(image, journal, receipt.journal.length, verdict.cycles);
  const { price } = checkPolicy(policy, image, journal, verdict.cycles);
  return {
    image,
    journal,
    ...verdict,
    ...(instructions === undefined ? {} : { instructions }),
    ...(price === undefined ? {} : { price }),
  };
}

/** An image is built for one compiler, target and profile: its journal can name no other. */
export function checkImage(image: Image, journal: Journal): void {
  const profile = fromHex(image.profile, 32);
  const same =
    journal.compiler.name === image.compiler.name &&
    journal.compiler.version === image.compiler.version &&
    journal.target === image.target &&
    profile !== undefined &&
    equalBytes(journal.profile, profile);
  if (!same) {
    throw new ImageError(
      'image/mismatch',
      `the journal does not fit image ${image.name}: compiler, target or profile`,
    );
  }
}
