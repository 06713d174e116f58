/** What is wrong and what to do about it, in plain words, for every error code of the verifier. */

import { FILE_ADVICE, POLICY_ADVICE } from './adviceOnPolicies.js';
import {
  AGGREGATE_ADVICE,
  IMAGE_ADVICE,
  JOURNAL_ADVICE,
  RECEIPT_ADVICE,
  SEAL_ADVICE,
} from './adviceOnReceipts.js';
import { ENVIRONMENT_ADVICE, REGISTRY_ADVICE, STORE_ADVICE } from './adviceOnStores.js';
import type { Advice, AdviceByCode } from './adviceShape.js';

/** Error code → advice. A test holds it against the verifier's list of codes. */
export const ADVICE: AdviceByCode = {
  ...RECEIPT_ADVICE,
  ...AGGREGATE_ADVICE,
  ...JOURNAL_ADVICE,
  ...SEAL_ADVICE,
  ...IMAGE_ADVICE,
  ...POLICY_ADVICE,
  ...FILE_ADVICE,
  ...STORE_ADVICE,
  ...REGISTRY_ADVICE,
  ...ENVIRONMENT_ADVICE,
};

/** Advice on an error; of a code that a newer verifier has, the verifier's own words. */
export function adviceOn({ code, hint }: { code: string; hint: string | undefined }): Advice {
  return (
    (Object.hasOwn(ADVICE, code) ? ADVICE[code] : undefined) ?? {
      title: 'The receipt was refused',
      todo: hint ?? 'Ask whoever gave you the receipt.',
    }
  );
}
