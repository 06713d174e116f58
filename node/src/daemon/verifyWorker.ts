/** One thread that verifies receipts for a daemon; it has read policy and schedule itself, once. */
import { workerData } from 'node:worker_threads';
import { isAggregate, ZkcwasmError } from '@zkcwasm/verifier';
import type { EntryKind } from '@zkcwasm/verifier/node';
import { judgeAggregateUnder, type Named } from '../store/acceptAggregateInto.js';
import { type Judged, judgeUnder } from '../store/acceptInto.js';
import { type RuleSettings, RulesInForce } from './rules.js';

/** A receipt to verify. */
export interface VerifyTask {
  kind: EntryKind;
  receipt: Uint8Array;
  artifacts: readonly Named[];
  session?: bigint;
}

/** A refusal as a value: errors lose their class on the way between threads. */
export interface RefusalValue {
  code: string;
  message: string;
  hint?: string;
}

/** What came of it; of an aggregate, of each statement. */
export type VerifyAnswer =
  | { judged: Judged }
  | { statements: ({ statement: number; judged: Judged } | { statement: number; error: RefusalValue })[] }
  | { refusal: RefusalValue };

const settings = workerData as RuleSettings;
const rules = RulesInForce.make(settings);

export default async function verify({
  kind,
  receipt,
  artifacts,
  session,
}: VerifyTask): Promise<VerifyAnswer> {
  try {
    const inForce = (await rules).rules(session, settings.any);
    if (!isAggregate(receipt)) return { judged: await judgeUnder(kind, receipt, inForce, artifacts[0]) };
    const judged = await judgeAggregateUnder(kind, receipt, inForce, artifacts);
    const statements = judged.map((one) =>
      'error' in one ? { statement: one.statement, error: one.error.toJSON() } : one,
    );
    return { statements };
  } catch (error) {
    if (!(error instanceof ZkcwasmError)) throw error;
    return { refusal: error.toJSON() };
  }
}
