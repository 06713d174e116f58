import type { Environment } from '../environment/environment.js';
import { PolicyError } from '../errors/base.js';
import { LIMIT_NAMES } from '../journal/ids.js';
import { checkBuilt } from '../schedule/checkImages.js';
import { equalBytes } from '../util/equalBytes.js';
import { toHex } from '../util/hex.js';
import type { Policy } from './policy.js';

/**
 * The policy under which a receipt counts for an environment: a node's own policy, narrowed down to the environment's image,
 * target, limits and imports. Whatever the node's policy asks for besides (context, cycles, sources) is asked for as well. A
 * proved refusal counts for no environment, since no contract runs by it.
 *
 * @throws ScheduleError `schedule/unknown-image`, `schedule/image-mismatch` where the policy does not list the image, or lists another
 *   one under its ID; PolicyError `policy/imports` where the policy wants another list of imports
 */
export function policyOf(environment: Environment, policy: Policy): Policy {
  const id = toHex(environment.imageId);
  const images = policy.images.filter((image) => image.imageId === id);
  checkBuilt(environment, new Map(images.map((image) => [image.imageId, image])));
  if (policy.imports !== undefined && !equalBytes(policy.imports.digest, environment.imports)) {
    throw new PolicyError(
      'policy/imports',
      `the environment has the import list ${toHex(environment.imports)}, and the policy wants ${toHex(policy.imports.digest)}`,
    );
  }
  return {
    ...policy,
    images,
    ownImages: true,
    // None where the policy does not want the environment's target.
    targets: (policy.targets ?? [environment.target]).filter((target) => target === environment.target),
    allowRejected: false,
    limits: lowest(environment.limits, policy.limits ?? {}),
    imports: { digest: environment.imports },
  };
}

type Limits = NonNullable<Policy['limits']>;

/** Of two sets of limits what keeps both. */
function lowest(a: Limits, b: Limits): Limits {
  const both: Limits = {};
  for (const name of LIMIT_NAMES) {
    const [one, other] = [a[name], b[name]];
    const least = one === undefined || (other !== undefined && other < one) ? other : one;
    if (least !== undefined) both[name] = least;
  }
  return both;
}
