/** What the gatekeeper makes of a submission: the chain is not asked, and nothing is granted here. */

import { toHex, verifyReceipt } from '@zkcwasm/verifier';
import { acceptBounds, acceptRejected } from '@zkcwasm/verifier/node';
import { contextOf } from '../context.js';
import { GateError } from '../errors.js';
import type { Submission } from '../submission/submission.js';
import { checkFoldedStrength } from './foldedStrength.js';
import { type GatePolicy, policyFor } from './gatePolicy.js';

/** For which chain, under which policy, and where what was accepted is kept. */
export interface Gate {
  chainId: string;
  /** The gatekeeper's address. */
  gatekeeper: string;
  policy: GatePolicy;
  /** The verifier's store. */
  store: string;
}

/** A submission that may be stored. */
export interface Admitted {
  /** SHA-256 of the module, which is the chain's code hash. */
  digest: Uint8Array;
  /** Context that the receipt is bound to. */
  context: string;
  /** Proved cycles, where the seal attests them. */
  cycles: bigint | undefined;
  /** Store entry of the bounds. */
  entry: string;
}

/** A refusal that has a proof. */
export class ProvedRefusal extends GateError {
  override readonly name = 'ProvedRefusal';
  /**
   * @param entry store entry of the refusal
   */
  constructor(
    reason: string,
    readonly entry: string,
  ) {
    super('gate/proved-refusal', `the receipt proves that the compiler refuses the module: ${reason}`, {
      hint: 'Nothing is granted for it.',
    });
  }
}

/**
 * Verifies a submission's receipt for exactly its module, this chain and this contract, and accepts the bounds.
 *
 * @throws VerifierError as `verifyReceipt` and `acceptBounds`; GateError `gate/context`, `gate/proved-refusal`, `gate/weak-digest`
 */
export async function judge(gate: Gate, submission: Submission): Promise<Admitted> {
  const { wasm, receipt, developer, contract } = submission;
  const unbound = await policyFor(gate.policy);
  const { journal } = await verifyReceipt(receipt, { policy: unbound, wasm });
  if (journal.outcome.kind === 'rejected') {
    const { path } = await acceptRejected(receipt, { policy: unbound, wasm, store: gate.store });
    const { reason, limit } = journal.outcome;
    throw new ProvedRefusal(limit === undefined ? reason : `${reason} (${limit})`, path);
  }
  const { chainId, gatekeeper } = gate;
  const context = contextOf({ chainId, gatekeeper, developer, contract });
  if (toHex(journal.context) !== context) {
    throw new GateError('gate/context', `the receipt was made for context ${toHex(journal.context)}`, {
      hint: `For contract ${contract} of ${developer} on ${chainId} it must be proved with --context ${context}.`,
    });
  }
  const policy = await policyFor(gate.policy, context);
  const { verified, path } = await acceptBounds(receipt, { policy, wasm, store: gate.store });
  const { digest } = verified.journal.wasm;
  checkFoldedStrength(digest);
  return { digest, context, cycles: verified.cycles, entry: path };
}
