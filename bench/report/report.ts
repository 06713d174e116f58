import type { ProfileName } from '@zkcwasm/prover';
import type { Costs, Prices } from './costs.js';
import type { Sides, Terms } from './inequality.js';
import type { ByProfile } from './native.js';
import type { VerifyTimes } from './verifyTimes.js';

/** One run of the bench: everything on one machine, on one day, over the same modules. */
export interface Report {
  /** Day, ISO. */
  date: string;
  machine: { cpu: string; cores: number; memoryBytes: number };
  versions: Record<string, string>;
  prices: Prices;
  verify: VerifyTimes;
  /** Above this size a contract is faster verified than compiled by Cranelift, bytes. */
  breakEvenBytes: number | undefined;
  modules: {
    name: string;
    bytes: number;
    /** In the zkVM, decimal; profiles whose compiler refuses the module are left out. */
    cycles: Partial<Record<ProfileName, string>>;
    /** With the default profile. */
    peakHeapBytes: string;
    /** Of the dry run. */
    executeMs: number;
    native: ByProfile;
    costs: Costs;
  }[];
  kernels: {
    name: string;
    bytes: number;
    /** Of a run: 64 KiB hashed. */
    terms: Terms;
    native: ByProfile;
    sides: Sides;
    /** Runs after which the artifact's proof has paid for itself; absent where it never does. */
    runsToBreakEven: { artifactProved?: number; boundsProved?: number };
  }[];
  /** From `artifacts/receipts/fixtures.json`: measured when the receipts were made. */
  proofs: Record<string, { cycles: string; seconds: number; shards: number; peakGiB: number }>;
}
