/** Judges by receipts: a vote becomes a check that anyone can repeat. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Policy, toHex, ZkcwasmError } from '@zkcwasm/verifier';
import { sha256 } from '@zkcwasm/verifier/node';
import { NodeError } from '../../errors/base.js';
import { type Asked, answers } from './asked.js';
import type { IgnoredReceipt, Judge, Outcome, ProvedStatement } from './outcome.js';
import { type Claimed, readStatements } from './readStatements.js';
import { refusalCounts, refusalPolicy } from './refusal.js';

/** Where receipts come from: a store, a registry, peers. All that it gives is checked. */
export interface ReceiptSource {
  /** Receipts said to be about the module with this SHA-256, 64 hex digits. */
  receiptsFor(wasmDigest: string, signal: AbortSignal): Promise<readonly Uint8Array[]>;
}

/** What a policy may leave open though a vote should rest on it. */
export type LeftOpen = 'cost' | 'context';

/** How receipts are judged. */
export interface ReceiptJudgeOptions {
  /** What is trusted, and the bounds that must be proved. */
  policy: Policy;
  /** Every one of these must be proved; at least one. */
  asked: readonly Asked[];
  receipts: ReceiptSource;
  /** Who judges where there are no receipts for all that is asked. */
  fallback: Judge;
  /** Most receipts that are looked at, 64 by default: who floods the source gains nothing but that. */
  maxReceipts?: number;
  /** How long to wait for receipts before the fallback judges; by default not at all. */
  waitMilliseconds?: number;
  /** How often to look meanwhile. */
  pollMilliseconds?: number;
  /** How long one look at the source may take, 10 s by default: whoever keeps it busy must not keep the vote back. */
  sourceMilliseconds?: number;
  /** Is told of a source that cannot be asked, or not in time; what it has counts as nothing then. */
  onTrouble?: (error: unknown) => void;
  /** Say plainly what the policy leaves open: a bound on cost (cycles or instructions), the context. */
  leaveOpen?: readonly LeftOpen[];
}

/**
 * A valid receipt for everything that is asked: valid. A proved refusal of any of it, under limits no lower than asked: invalid,
 * with the receipt as reason. Otherwise the fallback judges, also where the source of receipts fails. The order of receipts does not
 * matter. Nothing depends on the time of day.
 *
 * @throws NodeError `judge/options`
 */
export function receiptJudge(options: ReceiptJudgeOptions): Judge {
  checkOptions(options);
  const { fallback, waitMilliseconds = 0, pollMilliseconds = 1000 } = options;
  return {
    async judge(wasm, signal) {
      const digest = toHex(sha256(wasm));
      const until = performance.now() + waitMilliseconds;
      for (;;) {
        const outcome = await look(await receiptsOf(digest, signal, options), wasm, options);
        if (outcome !== undefined) return outcome;
        const left = until - performance.now();
        if (left <= 0) return fallback.judge(wasm, signal);
        await sleep(Math.min(pollMilliseconds, left), undefined, { signal });
      }
    },
  };
}

/** What the source gives in its time; nothing where it fails, but for a judgement that was stopped. */
async function receiptsOf(
  digest: string,
  signal: AbortSignal,
  { receipts, sourceMilliseconds = 10_000, onTrouble }: ReceiptJudgeOptions,
): Promise<readonly Uint8Array[]> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(sourceMilliseconds)]);
  try {
    return await Promise.race([receipts.receiptsFor(digest, inTime), aborted(inTime)]);
  } catch (error) {
    signal.throwIfAborted();
    onTrouble?.(error);
    return [];
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Looks through receipts once; undefined where they decide nothing. */
async function look(
  receipts: readonly Uint8Array[],
  wasm: Uint8Array,
  { policy, asked, maxReceipts = 64 }: ReceiptJudgeOptions,
): Promise<Outcome | undefined> {
  const ignored: IgnoredReceipt[] = receipts
    .slice(maxReceipts)
    .map((bytes) => ({ receipt: toHex(sha256(bytes)), why: 'too many receipts' }));
  const found = readAll(receipts.slice(0, maxReceipts), wasm, ignored);
  const forRefusals = refusalPolicy(policy);
  for (const { bytes, receipt, claimed } of found) {
    if (claimed.journal.outcome.kind !== 'rejected') continue;
    const statement = await prove(claimed, receipt, forRefusals, wasm, ignored);
    if (statement === undefined) continue;
    if (!asked.some((one) => isAnswer(statement, policy, one)))
      ignored.push({ receipt, why: 'not asked for' });
    else if (!refusalCounts(statement.journal, policy))
      ignored.push({ receipt, why: 'refused under other limits' });
    else
      return {
        kind: 'invalid',
        because: { kind: 'refusal-proved', statement, proof: bytes.slice(), ignored },
      };
  }
  const statements: ProvedStatement[] = [];
  const isCovered = (one: Asked) => statements.some((statement) => isAnswer(statement, policy, one));
  for (const { receipt, claimed } of found) {
    if (claimed.journal.outcome.kind !== 'compiled') continue;
    // A proof is only checked where it would add something.
    const image = policy.images.find(({ imageId }) => imageId === claimed.imageId);
    if (image !== undefined && !asked.some((one) => answers(image, one) && !isCovered(one))) continue;
    const statement = await prove(claimed, receipt, policy, wasm, ignored);
    if (statement !== undefined) statements.push(statement);
  }
  if (!asked.every(isCovered)) return undefined;
  return { kind: 'valid', because: { kind: 'proved', statements, ignored } };
}

interface Found {
  bytes: Uint8Array;
  receipt: string;
  claimed: Claimed;
}

function readAll(receipts: readonly Uint8Array[], wasm: Uint8Array, ignored: IgnoredReceipt[]): Found[] {
  return receipts.flatMap((bytes) => {
    const receipt = toHex(sha256(bytes));
    try {
      const statements = readStatements(bytes, wasm);
      if (statements.length === 0) ignored.push({ receipt, why: 'wasm/mismatch' });
      return statements.map((claimed) => ({ bytes, receipt, claimed }));
    } catch (error) {
      ignored.push({ receipt, why: codeOf(error) });
      return [];
    }
  });
}

async function prove(
  claimed: Claimed,
  receipt: string,
  policy: Policy,
  wasm: Uint8Array,
  ignored: IgnoredReceipt[],
): Promise<ProvedStatement | undefined> {
  try {
    const { image, journal } = await claimed.verify(policy, wasm);
    const { imageId, target, compiler, profileName: profile } = image;
    return { receipt, imageId, target, compiler, profile, journal };
  } catch (error) {
    ignored.push({ receipt, why: codeOf(error) });
    return undefined;
  }
}

function isAnswer({ imageId }: ProvedStatement, { images }: Policy, asked: Asked): boolean {
  const image = images.find((one) => one.imageId === imageId);
  return image !== undefined && answers(image, asked);
}

/** The verifier's code; what is no refusal of the verifier is a fault, and goes on as one. */
function codeOf(error: unknown): string {
  if (error instanceof ZkcwasmError) return error.code;
  throw error;
}

function checkOptions({ policy, asked, leaveOpen = [], maxReceipts = 64 }: ReceiptJudgeOptions): void {
  const wrong = (why: string, hint?: string) =>
    new NodeError('judge/options', `receipts cannot be judged so: ${why}`, { hint });
  if (asked.length === 0) throw wrong('nothing is asked for, so anything would be proved');
  if (!Number.isSafeInteger(maxReceipts) || maxReceipts < 1) throw wrong('maxReceipts must be 1 or more');
  const bounded = policy.maxCycles !== undefined || policy.maxInstructions !== undefined;
  if (!bounded && !leaveOpen.includes('cost')) {
    throw wrong('the policy bounds neither cycles nor instructions', 'Set maxCycles or maxInstructions.');
  }
  if (policy.context === undefined && !leaveOpen.includes('context')) {
    throw wrong('the policy has no context, so receipts of other chains would do', 'Set context.');
  }
}
