import { estimateProvingSeconds } from '@zkcwasm/prover';

/** Prices that a cost is stated at. Nobody's offer: say your own with the options of the bench. */
export interface Prices {
  /** This machine, for an hour. */
  cpuHour: number;
  /** A machine with a GPU, for an hour. */
  gpuHour: number;
  /** What that machine proves, million cycles a second; and what a proof takes besides, seconds. */
  gpuMegacyclesPerSecond: number;
  gpuFixedSeconds: number;
  /** The prover network, for a thousand million cycles; and for a proof besides. */
  networkGigacycle: number;
  networkProof: number;
}

export const DEFAULT_PRICES: Prices = {
  cpuHour: 0.1,
  gpuHour: 3,
  gpuMegacyclesPerSecond: 1,
  gpuFixedSeconds: 30,
  networkGigacycle: 0.5,
  networkProof: 0.2,
};

/** What a proof of so many cycles costs, in the currency of the prices. */
export interface Costs {
  cpu: number;
  cpuSeconds: number;
  gpu: number;
  gpuSeconds: number;
  network: number;
}

export function costs(cycles: bigint, prices: Prices): Costs {
  const cpuSeconds = estimateProvingSeconds(cycles);
  const gpuSeconds = prices.gpuFixedSeconds + Number(cycles) / 1e6 / prices.gpuMegacyclesPerSecond;
  return {
    cpuSeconds,
    cpu: (cpuSeconds / 3600) * prices.cpuHour,
    gpuSeconds,
    gpu: (gpuSeconds / 3600) * prices.gpuHour,
    network: prices.networkProof + (Number(cycles) / 1e9) * prices.networkGigacycle,
  };
}
