import { PolicyError } from '../errors/base.js';
import type { Image } from '../images.js';
import type { Journal } from '../journal/journal.js';
import { toHex } from '../util/hex.js';
import { checkImports } from './checkImports.js';
import { checkLimits } from './checkLimits.js';
import { checkMetering } from './checkMetering.js';
import type { Policy } from './policy.js';
import { priceOfRun } from './price.js';

/**
 * Holds a proved statement against a policy.
 *
 * @param image the trusted image that made it
 * @param cycles proven cycles; undefined where the seal proves none
 * @returns the price in the policy's units; undefined where the policy has none, or what it is for is not known
 * @throws PolicyError `policy/context`, `policy/target`, `policy/profile`, `policy/rejected-module`, `policy/imports`, `policy/limit`,
 *   `policy/cycles`, `policy/cycles-unproved`, `policy/instructions`, `policy/instructions-uncounted`, `policy/heap`,
 *   `policy/artifact-size`, `policy/metering`, `policy/price`
 */
export function checkPolicy(
  policy: Policy,
  image: Image,
  journal: Journal,
  cycles: bigint | undefined,
): { price: bigint | undefined } {
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
  if (policy.profiles !== undefined && !policy.profiles.includes(image.profileName)) {
    throw new PolicyError('policy/profile', `the receipt is for profile ${image.profileName}`, {
      hint: `Wanted: ${policy.profiles.join(', ')}.`,
    });
  }
  const { outcome } = journal;
  if (outcome.kind === 'rejected' && !policy.allowRejected) {
    throw new PolicyError('policy/rejected-module', `the compiler refused this module: ${outcome.reason}`, {
      hint: 'The refusal is proved; a policy with allowRejected takes such receipts.',
    });
  }
  if (policy.imports !== undefined) checkImports(policy.imports, journal);
  if (policy.limits !== undefined) checkLimits(policy.limits, journal);
  const { instructions } = journal.metering;
  checkKnown(policy, image, cycles, instructions);
  within('policy/cycles', 'cycles', cycles ?? 0n, policy.maxCycles);
  within('policy/instructions', 'instructions', instructions ?? 0n, policy.maxInstructions);
  const peak = journal.metering.peakHeapBytes;
  if (policy.maxPeakHeapBytes !== undefined && peak === undefined) {
    throw new PolicyError('policy/heap', 'the receipt does not say how much heap was needed');
  }
  within('policy/heap', 'bytes of heap', peak ?? 0n, policy.maxPeakHeapBytes);
  if (outcome.kind === 'compiled') {
    within('policy/artifact-size', 'bytes of artifact', outcome.artifact.length, policy.maxArtifactBytes);
  }
  if (policy.metering !== undefined) checkMetering(policy.metering, journal);
  if (policy.price === undefined) return { price: undefined };
  const price = priceOfRun(policy.price, { cycles, instructions });
  if (price !== undefined && policy.maxPrice !== undefined && price > policy.maxPrice) {
    throw new PolicyError('policy/price', `the price is ${price}, and the policy allows ${policy.maxPrice}`);
  }
  return { price };
}

/** What a policy bounds must be known, whatever the bound: of cycles by the seal, of instructions by the image. */
function checkKnown(
  { maxCycles, maxInstructions, maxPrice, price }: Policy,
  image: Image,
  cycles: bigint | undefined,
  instructions: bigint | undefined,
): void {
  const pricesInstructions = price?.of === 'instructions';
  const boundsCycles = maxCycles !== undefined || (maxPrice !== undefined && !pricesInstructions);
  const boundsInstructions = maxInstructions !== undefined || (maxPrice !== undefined && pricesInstructions);
  if (boundsCycles && cycles === undefined) {
    throw new PolicyError('policy/cycles-unproved', 'the seal of this receipt says nothing about cycles', {
      hint: 'Ask for the receipt with its stark seal: the clock is lost where a proof is shrunk to Groth16 or folded into an aggregate. Or bound maxInstructions, which any seal attests.',
    });
  }
  if (boundsInstructions && instructions === undefined) {
    throw new PolicyError(
      'policy/instructions-uncounted',
      `image ${image.imageId} does not count its instructions, and the policy bounds them`,
      { hint: 'Bound maxCycles instead, or have the module proved with an image that counts.' },
    );
  }
}

function within(
  code: 'policy/cycles' | 'policy/instructions' | 'policy/heap' | 'policy/artifact-size',
  what: string,
  value: bigint,
  bound: bigint | undefined,
): void {
  if (bound !== undefined && value > bound) {
    throw new PolicyError(code, `${value} ${what}, and the policy allows ${bound}`);
  }
}
