/** Figures that simulations rest on: measured here, published by others, or assumed. Each says where it is from, or why it is so. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SimulationError } from '../errors/base.js';

// Those that are to be chosen between: `metered` is `fast-exec` with fuel, and was not measured.
const profiles = z.object({ 'fast-exec': z.number(), 'fast-prove': z.number(), baseline: z.number() });
const measuredSchema = z.object({
  sources: z.record(z.string(), z.string()),
  contracts: z
    .array(
      z.object({
        name: z.string(),
        bytes: z.number(),
        nativeMs: profiles,
        cycles: profiles,
        heapBytes: z.number(),
        meterMs: z.number(),
      }),
    )
    .min(1),
  referenceCycleFactor: profiles,
  verify: z.object({ receiptBytes: z.number(), warmMs: z.number() }),
  kernels: z.array(z.object({ name: z.string(), runMs: profiles })).min(1),
  prices: z.object({
    cpuHour: z.number(),
    gpuHour: z.number(),
    gpuMegacyclesPerSecond: z.number(),
    gpuFixedSeconds: z.number(),
    networkGigacycle: z.number(),
    networkProof: z.number(),
  }),
  proving: z.object({ cores: z.number(), fixedSeconds: z.number(), secondsPerMegacycle: z.number() }),
  bombs: z
    .array(
      z.object({
        name: z.string(),
        source: z.string(),
        cyclesPerByte: z.number(),
        timesNormalLetThrough: z.number(),
      }),
    )
    .min(1),
});
const figure = z.object({ value: z.number(), unit: z.string(), source: z.string() });
const publishedSchema = z.object({
  figures: z.object({
    architectureFactor: figure,
    versionFactor: figure,
    polkavmCompileMs: figure,
    polkavmRunMs: figure,
    craneliftCompileMs: figure,
    craneliftRunMs: figure,
    challengePeriodSeconds: figure,
    precheckCpuSeconds: figure,
    lenientCpuSeconds: figure,
    blockSeconds: figure,
    sessionBlocks: figure,
  }),
});

const assumption = z.object({ value: z.number().positive(), unit: z.string(), why: z.string() });
const assumedSchema = z.object({
  figures: z.object({
    nativeHeapFactor: assumption,
    processBytes: assumption,
    bombMemoryGiB: assumption,
    timeNoise: assumption,
    leastTimeShare: assumption,
    memoryNoise: assumption,
    leastSpeed: assumption,
    renewalBlocks: assumption,
  }),
  memoryGiB: z.object({ weights: z.array(z.tuple([z.number(), z.number()])).min(1), why: z.string() }),
});

/** All that is read from files, and nothing else goes into a simulation but its settings. */
export type Figures = z.output<typeof measuredSchema> & {
  published: z.output<typeof publishedSchema>['figures'];
  /** What nobody measured or published, each with the reason for it. */
  assumed: z.output<typeof assumedSchema>['figures'];
  /** Memory of validators: GiB and weight. */
  memoryGiB: z.output<typeof assumedSchema>['memoryGiB'];
  /** Native milliseconds of Cranelift for a million cycles of the reference image: median over contracts of 10 kB and more. */
  nativeMsPerMegacycle: number;
};

/**
 * Reads the package's own data files.
 *
 * @throws SimulationError `simulation/data`
 */
export function readFigures(folder: URL = new URL('../../data/', import.meta.url)): Figures {
  try {
    const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
    const measured = measuredSchema.parse(read('measured.json'));
    const { figures } = publishedSchema.parse(read('published.json'));
    const { figures: assumed, memoryGiB } = assumedSchema.parse(read('assumed.json'));
    const ratios = measured.contracts
      .filter(({ bytes }) => bytes >= 10_000)
      .map(
        ({ nativeMs, cycles }) =>
          nativeMs['fast-exec'] / ((cycles['fast-exec'] / 1e6) * measured.referenceCycleFactor['fast-exec']),
      )
      .sort((a, b) => a - b);
    const nativeMsPerMegacycle = ratios[ratios.length >> 1];
    if (nativeMsPerMegacycle === undefined) throw new RangeError('there is no contract of 10 kB');
    return { ...measured, published: figures, assumed, memoryGiB, nativeMsPerMegacycle };
  } catch (error) {
    throw new SimulationError('simulation/data', `the figures cannot be read from ${folder.pathname}`, {
      hint: 'Install the package again.',
      cause: error,
    });
  }
}
