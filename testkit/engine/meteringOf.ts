import { type Engine, type Job, meter } from '@zkcwasm/prover';

/** What a compilation needs of the limits that it can reach while it runs: name of the limit, value. */
export async function meteringOf(engine: Engine, job: Job): Promise<[limit: string, value: number][]> {
  const { metering, artifactBytes, wasmBytes } = await meter(engine, job);
  return [
    ['wasmBytes', Number(wasmBytes)],
    ['heapBytes', Number(metering.peakHeapBytes)],
    ['allocatedBytes', Number(metering.allocatedBytes)],
    ['artifactBytes', Number(artifactBytes)],
    ['functions', Number(metering.functions)],
    ['operators', Number(metering.operators)],
    ['functionBytes', Number(metering.largestFunction)],
    ['instructions', Number(metering.instructions)],
  ];
}
