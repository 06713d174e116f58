import { PolicyError } from '../errors/base.js';
import { LIMIT_NAMES } from '../journal/ids.js';
import type { Journal } from '../journal/journal.js';
import type { Policy } from './policy.js';

/**
 * Holds the limits that were in force against those that a policy wants.
 *
 * @throws PolicyError `policy/limit`
 */
export function checkLimits(wanted: NonNullable<Policy['limits']>, journal: Journal): void {
  for (const name of LIMIT_NAMES) {
    const [most, inForce] = [wanted[name], journal.limits[name]];
    if (most === undefined || (inForce !== undefined && inForce <= most)) continue;
    const found =
      inForce === undefined ? `no limit ${name} was in force` : `the limit ${name} was ${inForce}`;
    throw new PolicyError('policy/limit', `${found}, and the policy wants ${most} or lower`, {
      hint: `Have the module proved with --limit ${name}=${most}.`,
    });
  }
}
