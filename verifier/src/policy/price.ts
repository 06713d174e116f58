/**
 * What a node asks for a compilation, by its proved cycles or by the instructions that the image counts: linear up to a knee,
 * beyond it exponential, so that modules which are slow to compile pay for the trouble. Units are the node's own.
 *
 * With f = `flat`, m = `perMegacycle`, k = `knee`, d = `doublingCycles`, c cycles cost
 *
 *     f + ⌈m c / 10^6⌉                                                          where c ≤ k, or there is no knee
 *     f + ⌈m (2 d k + 3 d^2 (2^j - 1) + 2^j (2 d r + r^2)) / (2 d 10^6)⌉        where c > k; j = ⌊(c - k) / d⌋,
 *                                                                               r = (c - k) mod d
 *
 * in whole numbers, rounded up once. A cycle costs m / 10^6 at the knee, twice that d cycles further on, four times that
 * 2 d cycles further on, and in between rises in a straight line: the second formula is the exact area below. So the
 * price never falls, and does not jump at the knee.
 */
import * as z from '../../embedded/zod.js';
import { PolicyError } from '../errors/base.js';
import { strictFields } from '../util/strictJson.js';
import { count } from './count.js';

/** A price, as JSON has it. */
export const priceSchema = strictFields({
  /** Units for a receipt, whatever it took. */
  flat: count,
  /** Units for each 10^6 cycles. */
  perMegacycle: count,
  /** Cycles from which on a cycle costs more and more. */
  knee: count.optional(),
  /** Cycles within which the cost of one more cycle doubles, beyond the knee; not 0. */
  doublingCycles: count.refine((cycles) => cycles > 0n, 'must not be 0').optional(),
  /**
   * What is paid for: cycles where it is left out. With `instructions` the fields above are about those, and a receipt has the
   * same price whatever its seal is.
   */
  of: z.literal('instructions', { error: 'must be "instructions", or left out' }).optional(),
}).refine((price) => (price.knee === undefined) === (price.doublingCycles === undefined), {
  error: 'knee and doublingCycles go together',
});

/** A checked price. */
export type Price = z.output<typeof priceSchema>;

/** Highest price that is told, units: prices fit 64 bits. */
export const MAX_PRICE = 0xffff_ffff_ffff_ffffn;

const MEGA = 1_000_000n;
/** With so many doublings even one unit per million cycles is beyond 2^64: 3 d (2^85 - 1) / (2 10^6) > 2^64. */
const TOO_MANY_DOUBLINGS = 85n;

/** What a run took, as far as it is known. */
export interface Priced {
  cycles?: bigint | undefined;
  instructions?: bigint | undefined;
}

/**
 * The price of a run, in units; undefined where what the price is for is not known.
 *
 * @throws PolicyError `policy/price` above 2^64 - 1
 */
export function priceOfRun(price: Price, { cycles, instructions }: Priced): bigint | undefined {
  const amount = price.of === 'instructions' ? instructions : cycles;
  return amount === undefined ? undefined : priceOf(price, amount);
}

/**
 * The price of so many cycles, or instructions, in units.
 *
 * @throws PolicyError `policy/price` above 2^64 - 1
 */
export function priceOf(price: Price, cycles: bigint): bigint {
  const total = price.flat + variablePart(price, cycles);
  if (total > MAX_PRICE) throw tooHigh(price, cycles);
  return total;
}

function variablePart(price: Price, cycles: bigint): bigint {
  const { perMegacycle, knee, doublingCycles } = price;
  if (knee === undefined || doublingCycles === undefined || cycles <= knee || perMegacycle === 0n) {
    return divideUp(perMegacycle * cycles, MEGA);
  }
  const d = doublingCycles;
  const doublings = (cycles - knee) / d;
  if (doublings >= TOO_MANY_DOUBLINGS) throw tooHigh(price, cycles);
  const rest = (cycles - knee) % d;
  const factor = 1n << doublings;
  const area = 2n * d * knee + 3n * d * d * (factor - 1n) + factor * (2n * d * rest + rest * rest);
  return divideUp(perMegacycle * area, 2n * d * MEGA);
}

function divideUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}

function tooHigh({ of }: Price, cycles: bigint): PolicyError {
  return new PolicyError('policy/price', `the price of ${cycles} ${of ?? 'cycles'} is above ${MAX_PRICE}`);
}
