/** The policy under which a receipt is accepted in a session. */
import type { FoldedStatement } from '../aggregate/aggregate.js';
import { ScheduleError, VerifierError } from '../errors/base.js';
import { decodeJournal } from '../journal/decodeJournal.js';
import { checkImports } from '../policy/checkImports.js';
import { checkLimits } from '../policy/checkLimits.js';
import type { Policy } from '../policy/policy.js';
import { policyOf } from '../policy/policyOf.js';
import { decodeReceipt } from '../receipt/decodeReceipt.js';
import type { Schedule } from '../schedule/schedule.js';
import { checkAccepting, standingOf, takesReceipts } from '../schedule/standing.js';
import { toHex } from '../util/hex.js';

/** A policy narrowed down to an environment. */
export interface UnderEnvironment {
  /** Hash of the environment. */
  environment: string;
  policy: Policy;
}

/**
 * The environment that a receipt is to be accepted under in a session: one of its image that takes receipts then, and whose
 * limits and imports it names. Nothing of the receipt is believed: whether it holds is for `verifyReceipt` to say, under the
 * policy that is returned.
 *
 * @throws ScheduleError `schedule/unknown-environment` where no environment has the receipt's image, `schedule/revoked`,
 *   `schedule/not-accepting`; ReceiptError, JournalError; as `policyOf`
 */
export function policyUnder(
  receipt: Uint8Array,
  schedule: Schedule,
  session: bigint,
  policy: Policy,
): UnderEnvironment {
  return policyUnderStatement(decodeReceipt(receipt), schedule, session, policy);
}

/**
 * `policyUnder` for a statement of an aggregate.
 *
 * @throws as `policyUnder`, but for ReceiptError
 */
export function policyUnderStatement(
  { imageId, journal: bytes }: FoldedStatement,
  schedule: Schedule,
  session: bigint,
  policy: Policy,
): UnderEnvironment {
  const id = toHex(imageId);
  const ofImage = [...schedule.environments.values()].filter(
    ({ environment }) => toHex(environment.imageId) === id,
  );
  const [any] = ofImage;
  if (any === undefined) {
    throw new ScheduleError(
      'schedule/unknown-environment',
      `no environment of the schedule has image ${id}`,
      {
        hint: 'Have the module proved with an image of an environment that is active.',
      },
    );
  }
  const open = ofImage.filter(({ hash }) => takesReceipts(standingOf(schedule, hash, session)));
  if (open.length === 0) checkAccepting(schedule, any.hash, session);
  const journal = decodeJournal(bytes);
  const all = open.map(({ hash, environment }) => ({
    environment: hash,
    policy: policyOf(environment, policy),
  }));
  const fitting = all.find(({ policy: { imports, limits } }) => {
    try {
      if (imports !== undefined) checkImports(imports, journal);
      if (limits !== undefined) checkLimits(limits, journal);
      return true;
    } catch (error) {
      if (error instanceof VerifierError) return false;
      throw error;
    }
  });
  const found = fitting ?? all[0];
  if (found === undefined) throw new RangeError('an environment takes receipts, and none was found');
  return found;
}

/**
 * The policies of all environments of a schedule, whatever has become of them: for an audit, which must not take what was
 * accepted under a revoked environment for what was never accepted. Environments whose image the policy does not list have none.
 */
export function policiesOf(schedule: Schedule, policy: Policy): Policy[] {
  return [...schedule.environments.values()].flatMap(({ environment }) => {
    try {
      return [policyOf(environment, policy)];
    } catch (error) {
      if (error instanceof VerifierError) return [];
      throw error;
    }
  });
}
