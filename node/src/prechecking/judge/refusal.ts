import type { Journal, LimitName, Policy, Rejection, RejectReason } from '@zkcwasm/verifier';

/** Limits that reasons are about where the journal does not name one. */
const LIMIT_OF: Partial<Record<RejectReason, LimitName>> = {
  'heap limit': 'heapBytes',
  'module too large': 'wasmBytes',
  'allocation limit': 'allocatedBytes',
  'artifact too large': 'artifactBytes',
  'instruction limit': 'instructions',
};

/** Reasons that hold under any limits. */
const ALWAYS: ReadonlySet<RejectReason> = new Set<RejectReason>([
  'invalid wasm',
  'unsupported',
  'compiler limit',
  'compiler error',
  'compiler panic',
]);

/**
 * Whether a proved refusal speaks against the module under a policy. Whoever makes a proof chooses its limits, so a refusal for a
 * limit that nobody asked for, or for a lower one, says nothing: anyone could have one made of any module.
 */
export function refusalCounts({ outcome }: Journal, policy: Policy): boolean {
  if (outcome.kind !== 'rejected') return false;
  if (ALWAYS.has(outcome.reason)) return true;
  // Under the policy's list, which the verifier holds the journal against.
  if (outcome.reason === 'import not allowed') return policy.imports !== undefined;
  const limit = exceeded(outcome);
  const asked = limit === undefined ? undefined : askedLimit(policy, limit);
  return asked !== undefined && outcome.bound >= asked;
}

/** A policy for refusals: trust, target, profile, context and imports as before; what only compiled modules have left out. */
export function refusalPolicy(policy: Policy): Policy {
  const {
    limits: _limits,
    metering: _metering,
    maxCycles: _cycles,
    maxInstructions: _instructions,
    maxPeakHeapBytes: _heap,
    maxArtifactBytes: _artifact,
    maxPrice: _maxPrice,
    price: _price,
    ...rest
  } = policy;
  return { ...rest, allowRejected: true };
}

function exceeded({ limit, reason }: Rejection): LimitName | undefined {
  return limit ?? LIMIT_OF[reason];
}

/** The lowest bound that a policy has for what a limit counts. One on cycles is another thing: no limit counts them. */
function askedLimit(policy: Policy, limit: LimitName): bigint | undefined {
  const bounds = [
    policy.limits?.[limit],
    limit === 'instructions' ? policy.maxInstructions : undefined,
    limit === 'heapBytes' ? policy.maxPeakHeapBytes : undefined,
    limit === 'artifactBytes' ? policy.maxArtifactBytes : undefined,
  ].filter((bound) => bound !== undefined);
  return bounds.sort((a, b) => (a < b ? -1 : 1))[0];
}
