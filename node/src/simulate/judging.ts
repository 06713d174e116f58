/** How one validator comes to its judgement of one case: when, which way, and what it costs. */
import type { Case } from './cases.js';
import type { Figures } from './figures.js';
import { ARCHITECTURES, GIB, type Platform, type Validator, VERSIONS } from './network.js';
import { proofOf } from './proving.js';
import { makeRandom } from './random.js';
import type { Mode, Settings } from './settings.js';

/** What one validator says of one case. */
export interface Judgement {
  accept: boolean;
  /** When it is there, seconds after the chain's start. */
  at: number;
  /** Processor time that it took, seconds. */
  cpuSeconds: number;
  /** Compiled here, and not judged by receipts. */
  native: boolean;
}

/** What judging depends on besides case and validator. */
export interface JudgingContext {
  settings: Settings;
  figures: Figures;
  mode: Mode;
  /** When the version is revoked that receipts were made for, seconds. */
  revoked?: { at: number };
}

/** Every platform that receipts are asked for. */
export const PLATFORMS: readonly Platform[] = ARCHITECTURES.flatMap((architecture) =>
  VERSIONS.map((version) => ({ architecture, version })),
);

/** When receipts for every platform are there, seconds after the start; undefined where they never are. */
export function receiptsAt(one: Case, { settings, figures, revoked }: JudgingContext): number | undefined {
  const { blockSeconds } = figures.published;
  const registered = one.block * blockSeconds.value;
  if (one.receipts === 'none' || one.receipts === 'cheap-platforms') return undefined;
  if (PLATFORMS.some((platform) => one.cycles * one.factor(platform) > settings.maxCycles)) return undefined;
  if (one.receipts === 'before') return registered;
  const proving = Math.max(
    ...PLATFORMS.map(
      (platform) => proofOf(one.cycles * one.factor(platform), figures, settings.prover).seconds,
    ),
  );
  // Proofs of a revoked version are void: they are made again for its successor.
  return Math.max(registered, revoked?.at ?? 0) + proving;
}

/** @param freeAt when the validator has time, seconds; @param seen when it learns of the code */
export function judgementOf(
  one: Case,
  validator: Validator,
  seen: number,
  freeAt: number,
  context: JudgingContext,
): Judgement {
  const { settings, mode } = context;
  if (mode === 'native') return compiled(one, validator, Math.max(seen, freeAt), context);
  const there = receiptsAt(one, context);
  const patience = seen + settings.waitSeconds;
  if (there !== undefined && there <= patience) {
    const cpuSeconds = verifySeconds(validator, context);
    return { accept: true, at: Math.max(seen, there) + cpuSeconds, cpuSeconds, native: false };
  }
  return mode === 'receipts'
    ? compiled(one, validator, Math.max(patience, freeAt), context)
    : { accept: false, at: patience, cpuSeconds: 0, native: false };
}

/** Checking one receipt for each platform. */
export function verifySeconds({ speed }: Pick<Validator, 'speed'>, { figures }: JudgingContext): number {
  return (PLATFORMS.length * figures.verify.warmMs) / 1000 / speed;
}

/** Compiles under the strict limits. */
function compiled(one: Case, validator: Validator, start: number, context: JudgingContext): Judgement {
  const { figures, settings } = context;
  const limit = figures.published.precheckCpuSeconds.value;
  const seconds = secondsOn(one, validator, context);
  const fits =
    memoryOn(one, validator, context) <= Math.min(settings.memoryLimitGiB * GIB, validator.memoryBytes);
  const cpuSeconds = Math.min(seconds, limit);
  return { accept: fits && seconds <= limit, at: start + cpuSeconds, cpuSeconds, native: true };
}

/** Whether code that has passed can be prepared on this machine, under the lenient limits. */
export function canPrepare(one: Case, validator: Validator, context: JudgingContext): boolean {
  const lenient = context.figures.published.lenientCpuSeconds.value;
  return (
    secondsOn(one, validator, context) <= lenient &&
    memoryOn(one, validator, context) <= validator.memoryBytes
  );
}

/** Processor time on this machine: its platform, its speed, and what else it does at the moment. */
function secondsOn(one: Case, validator: Validator, { settings, figures }: JudgingContext): number {
  const { timeNoise, leastTimeShare } = figures.assumed;
  const noise = timeNoise.value * makeRandom(settings.seed, 1 + validator.index * 1009 + one.block).normal();
  return (
    ((one.seconds * one.factor(validator)) / validator.speed) * Math.max(leastTimeShare.value, 1 + noise)
  );
}

function memoryOn(one: Case, validator: Validator, { figures }: JudgingContext): number {
  const { memoryNoise } = figures.assumed;
  return one.memoryBytes * (1 + memoryNoise.value * makeRandom(validator.index, one.block).normal());
}
