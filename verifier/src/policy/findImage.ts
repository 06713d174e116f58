import { ImageError } from '../errors/base.js';
import type { Image } from '../images.js';
import { toHex } from '../util/hex.js';
import type { Policy } from './policy.js';

const DESCRIPTIONS = {
  upstream: "upstream (its compiler is upstream's own)",
  tuned: 'tuned (built with patches that change how upstream computes)',
};

/**
 * The trusted image with this ID.
 *
 * @throws ImageError `image/unknown`, `image/revoked`, `image/kind`, `image/source`
 */
export function findImage(policy: Policy, imageId: Uint8Array): Image {
  const id = toHex(imageId);
  const found = policy.images.filter((image) => image.imageId === id);
  const revoked = found.find((image) => image.status === 'revoked');
  if (revoked !== undefined) {
    throw new ImageError(
      'image/revoked',
      `image ${id} has been revoked${revoked.reason ? `: ${revoked.reason}` : ''}`,
      {
        hint: 'Have the module proved again with an active image.',
      },
    );
  }
  const image = found[0];
  if (image === undefined && policy.aggregators.some((aggregator) => aggregator.imageId === id)) {
    throw new ImageError('image/kind', `image ${id} is an aggregator, and compiles nothing`);
  }
  if (image === undefined) {
    throw new ImageError('image/unknown', `image ${id} is not one that the policy trusts`, {
      hint: 'Was the receipt made with another version of zkcwasm? Trusted images are listed in the policy.',
    });
  }
  if (!policy.sources.includes(image.source)) {
    throw new ImageError(
      'image/source',
      `image ${id} is ${DESCRIPTIONS[image.source]}, and the policy trusts ${policy.sources.join(', ')} images only`,
      { hint: `If you trust it, add ${JSON.stringify(image.source)} to sources in the policy.` },
    );
  }
  return image;
}
