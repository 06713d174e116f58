import { ImageError } from '../errors/base.js';
import type { Aggregator } from '../images.js';
import { toHex } from '../util/hex.js';
import type { Policy } from './policy.js';

/**
 * The trusted aggregator with this image ID.
 *
 * @throws ImageError `image/unknown`, `image/revoked`, `image/kind`
 */
export function findAggregator(policy: Policy, imageId: Uint8Array): Aggregator {
  const id = toHex(imageId);
  const found = policy.aggregators.filter((aggregator) => aggregator.imageId === id);
  const revoked = found.find((aggregator) => aggregator.status === 'revoked');
  if (revoked !== undefined) {
    throw new ImageError(
      'image/revoked',
      `aggregator ${id} has been revoked${revoked.reason ? `: ${revoked.reason}` : ''}`,
      { hint: 'Have the receipts folded again with an active aggregator.' },
    );
  }
  const [aggregator] = found;
  if (aggregator !== undefined) return aggregator;
  if (policy.images.some((image) => image.imageId === id)) {
    throw new ImageError('image/kind', `image ${id} is a compiler image, and no aggregator`);
  }
  throw new ImageError('image/unknown', `aggregator ${id} is not one that the policy trusts`, {
    hint: 'A policy that lists images, or pins their list, must list aggregators as well.',
  });
}
