import { InvalidArgumentError, Option } from 'commander';
import { BOUNDS_NEED, type BoundsNeed } from '../policy/checkBounds.js';

/** `--any cycles,images,context`: what a policy may leave open, though bounds need it. */
export function anyOption(): Option {
  return new Option(
    '--any <what>',
    `what the policy may leave open for bounds: ${BOUNDS_NEED.join(',')}`,
  ).argParser((text) =>
    text.split(',').map((what): BoundsNeed => {
      const found = BOUNDS_NEED.find((need) => need === what);
      if (found === undefined) throw new InvalidArgumentError(`It takes ${BOUNDS_NEED.join(', ')}.`);
      return found;
    }),
  );
}
