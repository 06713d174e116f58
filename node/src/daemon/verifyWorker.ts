/** One thread that verifies receipts for a daemon; it has read policy and schedule itself, once. */
import { workerData } from 'node:worker_threads';
import { ZkcwasmError } from '@zkcwasm/verifier';
import type { EntryKind } from '@zkcwasm/verifier/node';
import { type Judged, judgeUnder } from '../store/acceptInto.js';
import { type RuleSettings, RulesInForce } from './rules.js';

/** A receipt to verify. */
export interface VerifyTask {
  kind: EntryKind;
  receipt: Uint8Array;
  artifact?: { digest: string; length: number };
  session?: bigint;
}

/** What came of it. Errors lose their class on the way between threads, so they go as values. */
export type VerifyAnswer = { judged: Judged } | { refusal: { code: string; message: string; hint?: string } };

const settings = workerData as RuleSettings;
const rules = RulesInForce.make(settings);

export default async function verify({
  kind,
  receipt,
  artifact,
  session,
}: VerifyTask): Promise<VerifyAnswer> {
  try {
    return { judged: await judgeUnder(kind, receipt, (await rules).rules(session, settings.any), artifact) };
  } catch (error) {
    if (!(error instanceof ZkcwasmError)) throw error;
    return { refusal: error.toJSON() };
  }
}
