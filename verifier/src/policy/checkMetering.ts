import { PolicyError } from '../errors/base.js';
import { METRIC_NAMES, type MetricName } from '../journal/ids.js';
import type { Journal } from '../journal/journal.js';
import type { Policy } from './policy.js';

/**
 * Holds what was measured against the bounds of a policy. What was not measured is not within any bound.
 *
 * @throws PolicyError `policy/metering`
 */
export function checkMetering(wanted: NonNullable<Policy['metering']>, journal: Journal): void {
  for (const name of METRIC_NAMES) {
    const [most, measured] = [wanted[name], journal.metering[name]];
    if (most === undefined) continue;
    if (measured === undefined) {
      throw new PolicyError('policy/metering', `the receipt does not say ${name}`, {
        hint: whyAbsent(name, journal),
      });
    }
    if (measured > most) {
      throw new PolicyError('policy/metering', `${name} is ${measured}, and the policy allows ${most}`);
    }
  }
}

function whyAbsent(name: MetricName, { outcome }: Journal): string {
  if (outcome.kind === 'rejected')
    return 'The module was refused: some values are measured only where it compiles.';
  return name === 'deepestStackBytes'
    ? 'The stack is not bounded: a function calls itself, directly or through others, or calls indirectly.'
    : 'An image that measures it is needed.';
}
