/** The other ways that there are, side by side as models: fault proofs, compilers of linear time, receipts. */
import type { Figures } from './figures.js';
import { PLATFORMS } from './judging.js';
import { proofOf } from './proving.js';
import { round } from './results.js';
import type { Settings } from './settings.js';

/** One way to have code used safely. */
export interface Alternative {
  name: string;
  /** From registration until the code may be used, seconds. */
  latencySeconds: number;
  /** Processor time of all validators, once, seconds. */
  validatorSeconds: number;
  /** All that is paid once, in the currency of the prices. */
  price: number;
  /** Running time of the code, 1 is Cranelift's. */
  runFactor: number;
  whoPays: string;
  trust: string;
  /** What remains. */
  remains: string;
  /** Where the figures are from. */
  basis: string;
}

/** The ways for one contract; a run hashes 64 KiB. */
export interface Comparison {
  contract: string;
  bytes: number;
  runMs: number;
  rows: Alternative[];
  /** Probability that nobody challenges a wrong claim. */
  missedFault: number;
}

/** The ways side by side for the smallest contract, the one in the middle by size and the largest: what it costs grows with size. */
export function compareAlternatives(settings: Settings, figures: Figures): Comparison[] {
  const sorted = [...figures.contracts].sort((a, b) => a.bytes - b.bytes);
  const chosen = new Set([sorted[0], sorted[sorted.length >> 1], sorted.at(-1)]);
  return [...chosen].flatMap((contract) =>
    contract === undefined ? [] : [compareFor(contract, settings, figures)],
  );
}

function compareFor(
  contract: Figures['contracts'][number],
  settings: Settings,
  figures: Figures,
): Comparison {
  const { kernels, verify, prices, published, referenceCycleFactor } = figures;
  const n = settings.validators;
  const block = published.blockSeconds.value;
  const native = contract.nativeMs['fast-exec'] / 1000;
  const cycles = contract.cycles['fast-exec'] * referenceCycleFactor['fast-exec'];
  const proof = proofOf(cycles, figures, settings.prover);
  const cpu = (seconds: number) => (seconds / 3600) * prices.cpuHour;
  const runs = median(kernels.map(({ runMs }) => runMs['fast-exec']));
  const winch = median(kernels.map(({ runMs }) => runMs.baseline / runMs['fast-exec']));
  const polkavmCompile = native * (published.polkavmCompileMs.value / published.craneliftCompileMs.value);
  const verifying = (PLATFORMS.length * verify.warmMs) / 1000;
  const challenge = published.challengePeriodSeconds.value;
  const meter = contract.meterMs / 1000;
  const rows: Alternative[] = [
    {
      name: 'native pre-checking',
      latencySeconds: native + 2 * block,
      validatorSeconds: n * native,
      price: cpu(n * native),
      runFactor: 1,
      whoPays: 'every validator, and whoever waits for one that does not show up',
      trust: 'two thirds have machines like one another',
      remains: 'splits near the limits; a minority platform can be shut out',
      basis: 'native time measured here',
    },
    {
      name: 'receipts, artifact proved',
      latencySeconds: proof.seconds + verifying + 2 * block,
      validatorSeconds: n * verifying,
      price: PLATFORMS.length * proof.price + cpu(n * verifying),
      runFactor: 1,
      whoPays: 'who registers the code pays for proofs, validators for checking them',
      trust: 'proof system, and the image’s compiler',
      remains: 'a new version needs new proofs',
      basis: 'cycles and verification measured here; prices are stated ones, the time of a GPU an estimate',
    },
    {
      name: 'receipts, bounds proved',
      latencySeconds: proof.seconds + verifying + 2 * block,
      validatorSeconds: n * (verifying + native),
      price: PLATFORMS.length * proof.price + cpu(n * (verifying + native)),
      runFactor: 1,
      whoPays: 'who registers the code pays for proofs, validators for checking them and for compiling',
      trust: 'proof system, and that cycles bound native cost (measured, not proved)',
      remains: 'a new version needs new proofs',
      basis: 'as above',
    },
    {
      name: 'fault proofs, not challenged',
      latencySeconds: challenge + 2 * block,
      validatorSeconds: settings.watchers * meter,
      price: cpu(settings.watchers * meter),
      runFactor: 1,
      whoPays: 'who registers the code puts up a bond; those who watch are paid by nobody',
      trust: `one of ${settings.watchers} who watch is honest, there, and not censored`,
      remains: 'all wait for the whole period, also for honest code',
      basis: 'execution in the zkVM measured here; period as at Arbitrum',
    },
    {
      name: 'fault proofs, challenged',
      latencySeconds: challenge + proof.seconds + 2 * block,
      validatorSeconds: settings.watchers * meter + n * (verify.warmMs / 1000),
      price: cpu(settings.watchers * meter + n * (verify.warmMs / 1000)) + proof.price,
      runFactor: 1,
      whoPays: 'the side that was wrong',
      trust: 'as above, and the proof system for the one proof that decides',
      remains: 'all wait for the whole period, and for the proof',
      basis: 'as above',
    },
    {
      name: 'linear time: Winch',
      latencySeconds: contract.nativeMs.baseline / 1000 + 2 * block,
      validatorSeconds: (n * contract.nativeMs.baseline) / 1000,
      price: cpu((n * contract.nativeMs.baseline) / 1000),
      runFactor: winch,
      whoPays: 'everyone, at every run',
      trust: 'that the compiler is linear in everything, trampolines by Cranelift included',
      remains: 'time still differs by machine; no SIMD',
      basis: 'compile time and four hash functions measured here',
    },
    {
      name: 'linear time: PolkaVM',
      latencySeconds: polkavmCompile + 2 * block,
      validatorSeconds: n * polkavmCompile,
      price: cpu(n * polkavmCompile),
      runFactor: published.polkavmRunMs.value / published.craneliftRunMs.value,
      whoPays: 'everyone, at every run; and who must compile the code anew, to RISC-V',
      trust: 'that the compiler is linear',
      remains: 'another instruction set, another toolchain',
      basis: 'ratios of the published figures for one program, applied to the native time measured here',
    },
  ];
  const rounded = rows.map((row) => ({
    ...row,
    latencySeconds: round(row.latencySeconds),
    validatorSeconds: round(row.validatorSeconds),
    price: round(row.price),
    runFactor: round(row.runFactor),
  }));
  const missedFault = (1 - settings.watcherReliability) ** settings.watchers;
  return {
    contract: contract.name,
    bytes: contract.bytes,
    runMs: round(runs),
    rows: rounded,
    missedFault: round(missedFault),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) throw new RangeError('there are no values');
  return (low + high) / 2;
}
