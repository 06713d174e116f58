/** What a proof takes, and what it costs at the stated prices. */
import type { Figures } from './figures.js';
import type { Settings } from './settings.js';

/** Time and price of one proof. */
export interface Proof {
  /** Until it is there, seconds. */
  seconds: number;
  /** In the currency of the prices. */
  price: number;
}

/** @param cycles of the compilation that is proved */
export function proofOf(cycles: number, { proving, prices }: Figures, prover: Settings['prover']): Proof {
  const megacycles = cycles / 1e6;
  const gpuSeconds = prices.gpuFixedSeconds + megacycles / prices.gpuMegacyclesPerSecond;
  if (prover === 'cpu') {
    const seconds = proving.fixedSeconds + megacycles * proving.secondsPerMegacycle;
    return { seconds, price: (seconds / 3600) * prices.cpuHour };
  }
  // How long the network takes was not measured; it proves on GPUs, so it is taken for as fast as one of them.
  return prover === 'gpu'
    ? { seconds: gpuSeconds, price: (gpuSeconds / 3600) * prices.gpuHour }
    : { seconds: gpuSeconds, price: prices.networkProof + (megacycles / 1000) * prices.networkGigacycle };
}
