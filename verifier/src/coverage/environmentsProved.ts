/** Which environments of a schedule a receipt counts for. */
import type { Aggregate } from '../aggregate/aggregate.js';
import { decodeAggregate } from '../aggregate/decodeAggregate.js';
import { isAggregate } from '../aggregate/isAggregate.js';
import { verifyAggregateOf } from '../aggregate/verifyAggregate.js';
import { VerifierError } from '../errors/base.js';
import type { Image } from '../images.js';
import { decodeJournal } from '../journal/decodeJournal.js';
import type { Journal } from '../journal/journal.js';
import { checkPolicy } from '../policy/checkPolicy.js';
import { findImage } from '../policy/findImage.js';
import type { Policy } from '../policy/policy.js';
import { policyOf } from '../policy/policyOf.js';
import { decodeReceipt } from '../receipt/decodeReceipt.js';
import type { Schedule } from '../schedule/schedule.js';
import { toHex } from '../util/hex.js';
import { verifyReceiptOf } from '../verifyReceipt.js';

/** A statement that was verified, and what it counts for. */
export interface Proved {
  /** SHA-256 of the module, 64 hex digits. */
  wasmDigest: string;
  imageId: string;
  /** Position in an aggregate. */
  statement?: number;
  /** Hashes of the environments that it counts for. */
  environments: string[];
  /** Environments of its image that it does not count for, and why. */
  refusals: { environment: string; error: VerifierError }[];
}

/**
 * Verifies a receipt, or those statements of an aggregate whose images the policy trusts, and finds the environments that
 * each counts for: those under whose policy (`policyOf`) it holds. The session makes no difference here.
 *
 * @throws as `verifyReceipt` and `verifyAggregate` where the proof does not hold, or no image is trusted
 */
export async function environmentsProved(
  bytes: Uint8Array,
  schedule: Schedule,
  policy: Policy,
): Promise<Proved[]> {
  const { images, ownImages, aggregators, sources } = policy;
  // What the policy wants besides is asked for with each environment.
  const trust: Policy = { images, ownImages, aggregators, sources, allowRejected: true };
  if (!isAggregate(bytes)) {
    const { wasm } = decodeJournal(decodeReceipt(bytes).journal);
    const { image, journal, cycles } = await verifyReceiptOf(wasm, bytes, trust);
    return [judge({ image, journal, cycles }, schedule, policy)];
  }
  const aggregate = decodeAggregate(bytes);
  const select = trustedIn(aggregate, trust);
  const modules = select.map((i) => decodeJournal(aggregate.statements[i]?.journal ?? new Uint8Array()).wasm);
  const { statements } = await verifyAggregateOf(modules, bytes, trust, select);
  return statements.map(({ index, image, journal }) => ({
    statement: index,
    ...judge({ image, journal, cycles: undefined }, schedule, policy),
  }));
}

/** Positions of the statements whose image is trusted; all where none is, so that the first one's fault is told. */
function trustedIn({ statements }: Aggregate, trust: Policy): number[] {
  const all = [...statements.keys()];
  const trusted = all.filter((i) => {
    try {
      findImage(trust, statements[i]?.imageId ?? new Uint8Array());
      return true;
    } catch (error) {
      if (error instanceof VerifierError) return false;
      throw error;
    }
  });
  return trusted.length === 0 ? all : trusted;
}

interface Verified {
  image: Image;
  journal: Journal;
  cycles: bigint | undefined;
}

function judge({ image, journal, cycles }: Verified, schedule: Schedule, policy: Policy): Proved {
  const environments: string[] = [];
  const refusals: Proved['refusals'] = [];
  for (const { hash, environment } of schedule.environments.values()) {
    if (toHex(environment.imageId) !== image.imageId) continue;
    try {
      checkPolicy(policyOf(environment, policy), image, journal, cycles);
      environments.push(hash);
    } catch (error) {
      if (!(error instanceof VerifierError)) throw error;
      refusals.push({ environment: hash, error });
    }
  }
  return { wasmDigest: toHex(journal.wasm.digest), imageId: image.imageId, environments, refusals };
}
