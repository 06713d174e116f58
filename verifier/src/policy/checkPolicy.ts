import { PolicyError } from '../errors/base.js';
import type { Journal } from '../journal/journal.js';
import { toHex } from '../util/hex.js';
import type { Policy } from './policy.js';

/**
 * Holds a proved statement against a policy.
 *
 * @param cycles proven cycles; undefined where the seal proves none
 * @throws PolicyError `policy/context`, `policy/target`, `policy/rejected-module`, `policy/cycles`,
 *   `policy/cycles-unproved`, `policy/heap`, `policy/artifact-size`
 */
export function checkPolicy(policy: Policy, journal: Journal, cycles: bigint | undefined): void {
  const context = toHex(journal.context);
  if (policy.context !== undefined && policy.context !== context) {
    throw new PolicyError('policy/context', `the receipt was made for context ${context}`, {
      hint: `This node takes receipts for context ${policy.context}.`,
    });
  }
  if (policy.targets !== undefined && !policy.targets.includes(journal.target)) {
    throw new PolicyError('policy/target', `the receipt is for target ${journal.target}`, {
      hint: `Wanted: ${policy.targets.join(', ')}.`,
    });
  }
  const { outcome } = journal;
  if (outcome.kind === 'rejected' && !policy.allowRejected) {
    throw new PolicyError('policy/rejected-module', `the compiler refused this module: ${outcome.reason}`, {
      hint: 'The refusal is proved; a policy with allowRejected takes such receipts.',
    });
  }
  if (policy.maxCycles !== undefined && cycles === undefined) {
    throw new PolicyError('policy/cycles-unproved', 'the seal of this receipt says nothing about cycles', {
      hint: 'Ask for the receipt with its stark seal: the clock is lost where a proof is shrunk to Groth16.',
    });
  }
  within('policy/cycles', 'cycles', cycles ?? 0n, policy.maxCycles);
  const peak = journal.metering.peakHeapBytes;
  if (policy.maxPeakHeapBytes !== undefined && peak === undefined) {
    throw new PolicyError('policy/heap', 'the receipt does not say how much heap was needed');
  }
  within('policy/heap', 'bytes of heap', peak ?? 0n, policy.maxPeakHeapBytes);
  if (outcome.kind === 'compiled') {
    within('policy/artifact-size', 'bytes of artifact', outcome.artifact.length, policy.maxArtifactBytes);
  }
}

function within(
  code: 'policy/cycles' | 'policy/heap' | 'policy/artifact-size',
  what: string,
  value: bigint,
  bound: bigint | undefined,
): void {
  if (bound !== undefined && value > bound) {
    throw new PolicyError(code, `${value} ${what}, and the policy allows ${bound}`);
  }
}
