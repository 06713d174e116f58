import { VerifierError } from '../errors/base.js';
import { findImage } from './findImage.js';
import type { Policy } from './policy.js';

/** Why none of the policies trusts an image; undefined where one does. */
export function whyUntrusted(imageId: Uint8Array, policies: readonly Policy[]): VerifierError | undefined {
  let refusal: VerifierError | undefined;
  for (const policy of policies) {
    try {
      findImage(policy, imageId);
      return undefined;
    } catch (error) {
      if (!(error instanceof VerifierError)) throw error;
      refusal = error;
    }
  }
  return refusal;
}
