import { makePolicy, type Policy, type PolicyInput } from '@zkcwasm/verifier';
import { GateError } from '../errors.js';
import { parseJson, readRegular } from '../files.js';

/** A policy file's content, without a context: the gatekeeper binds each receipt to a context of its own. */
export type GatePolicy = Omit<PolicyInput, 'context'>;

/**
 * Reads the policy that every submission is held to, and sees to it that it bounds what it must.
 *
 * @throws GateError `gate/policy`, `file/unreadable`, `file/too-large`, `file/malformed`; PolicyError `policy/invalid`,
 *   `policy/image-list`
 */
export async function readGatePolicy(path: string): Promise<GatePolicy> {
  const input = parseJson(await readRegular(path, 'policy', 4 << 20), `the policy ${path}`);
  const policy = await makePolicy(input);
  if (policy.context !== undefined) {
    throw new GateError('gate/policy', `the policy ${path} names a context`, {
      hint: 'Leave it out: the gatekeeper asks for that of chain, gatekeeper, developer and contract.',
    });
  }
  const missing = [
    ...(policy.maxCycles === undefined && policy.maxInstructions === undefined ? ['maxCycles'] : []),
    ...(policy.ownImages || policy.imageList !== undefined ? [] : ['imageList']),
  ];
  if (missing.length > 0) {
    throw new GateError('gate/policy', `the policy ${path} does not say ${missing.join(' and ')}`, {
      hint: 'Bounds without a bound, or of any image that a later version may list, are none.',
    });
  }
  return input as GatePolicy;
}

/** The policy for receipts of one context, or for refusals, which are bound to none as they open nothing. */
export function policyFor(base: GatePolicy, context?: string): Promise<Policy> {
  return makePolicy(
    context === undefined ? { ...base, allowRejected: true } : { ...base, allowRejected: false, context },
  );
}
