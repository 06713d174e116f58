import { PolicyError } from '../errors/base.js';
import { type Image, knownImages } from '../images.js';
import type { Policy } from './policy.js';

/** What a policy must bound before it is good for bounds. */
export const BOUNDS_NEED = ['cycles', 'images', 'context'] as const;
/** One of `BOUNDS_NEED`. */
export type BoundsNeed = (typeof BOUNDS_NEED)[number];

/**
 * Whether a policy says enough for a node that compiles natively under proved bounds: how many cycles or instructions at most,
 * which images (listed, or the package's list pinned with `imageList`), and for which context.
 *
 * @param any what the node wants to leave open all the same
 * @throws PolicyError `policy/bounds-incomplete`, naming what is missing
 */
export function checkBoundsPolicy(policy: Policy, any: readonly BoundsNeed[] = []): void {
  const said: Record<BoundsNeed, boolean> = {
    cycles: policy.maxCycles !== undefined || policy.maxInstructions !== undefined,
    images: policy.ownImages || policy.imageList !== undefined,
    context: policy.context !== undefined,
  };
  const missing = BOUNDS_NEED.filter((need) => !said[need] && !any.includes(need));
  if (missing.length === 0) return;
  const fields = {
    cycles: 'maxCycles (or maxInstructions)',
    images: 'images (or imageList)',
    context: 'context',
  };
  throw new PolicyError(
    'policy/bounds-incomplete',
    `the policy does not say ${missing.map((need) => fields[need]).join(', ')}, and bounds need it`,
    { hint: `Name it in the policy, or say plainly that any will do: --any ${missing.join(',')}.` },
  );
}

/**
 * Whether an image is good for bounds. A tuned one never is, whatever a policy says of it: the node compiles with
 * upstream's compiler, and the cycles of the image are those of other code.
 *
 * @throws PolicyError `policy/bounds-source`
 */
export async function checkBoundsImage({ imageId, source }: Image): Promise<void> {
  const known = (await knownImages()).find((image) => image.imageId === imageId);
  if (source === 'upstream' && (known === undefined || known.source === 'upstream')) return;
  throw new PolicyError(
    'policy/bounds-source',
    `image ${imageId} is tuned, and bounds nothing: the node compiles with upstream's compiler, and the cycles are those of other code`,
    { hint: 'Accept the artifact instead, or have the module proved with an upstream image.' },
  );
}
