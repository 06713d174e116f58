import { LIMIT_NAMES, type LimitName } from '@zkcwasm/verifier';

/** What the image is told to keep to: every limit, undefined where it is not to be in force. */
export type Limits = Readonly<Record<LimitName, bigint | undefined>>;

/** Most cycles by default, 40 times what a 200 KB contract takes. Not part of the statement: the run is stopped. */
export const DEFAULT_MAX_CYCLES = 20_000_000_000n;

/**
 * The limit of instructions that keeps a run within so many cycles, so that it ends in a refusal that can be proved and is
 * not just stopped. What the image does after it has gone over (stating the outcome, whose digest it makes) takes some 100,000
 * cycles, its 24 system calls 768; as much again may go by until it looks. Its own count is up to 2 % high, which only
 * makes it stop earlier. 0, which refuses every module, where the cycles are fewer than that.
 */
export function instructionsWithin(maxCycles: bigint): bigint {
  const room = 1_000_000n + maxCycles / 100n;
  return maxCycles > room ? maxCycles - room : 0n;
}

/**
 * Defaults, from what other chains allow (NEAR, CosmWasm, Radix), or, where those say nothing, from the limits beside
 * them. The shapes of the corpus's thirteen contracts reach a quarter of each at most, but for the one memory.
 */
export const DEFAULT_LIMITS: Limits = {
  // NEAR's limit for contracts.
  wasmBytes: 4n << 20n,
  // Twice what Polkadot's pre-checking allows at the least.
  heapBytes: 512n << 20n,
  // A small contract was seen to ask for a thousand bytes for each of wasm; four times that for the largest module.
  allocatedBytes: 16n << 30n,
  // Eight times the largest module; NEAR allows instrumented code four times a contract's size.
  artifactBytes: 32n << 20n,
  // NEAR.
  types: 1024n,
  // CosmWasm allows 100; some chains have more host functions than that.
  imports: 256n,
  // NEAR; CosmWasm allows 20,000. An empty function costs some 10 µs natively.
  functions: 10_000n,
  // NEAR allows 1; toolchains with reference types make a second one.
  tables: 8n,
  memories: 1n,
  // Radix allows 512.
  globals: 1024n,
  // These nobody bounds, and contracts have dozens.
  exports: 1024n,
  elementSegments: 1024n,
  dataSegments: 1024n,
  // NEAR; CosmWasm allows 2,500, Radix 1,024.
  tableElements: 10_000n,
  // CosmWasm: 32 MiB.
  memoryPages: 512n,
  // Each element of the largest table once.
  elementItems: 10_000n,
  // NEAR.
  locals: 1_000_000n,
  // Two bytes an operator in the largest module; contracts take 2-3.
  operators: 2_000_000n,
  // NEAR: what is super-linear in Cranelift is so within a function.
  functionBytes: 196_608n,
  // Radix allows 128, CosmWasm 100; the corpus has at most 88. Nested loops over many locals are the worst bombs known.
  functionLocals: 512n,
  // NEAR; CosmWasm allows 100, Radix 32.
  functionParams: 64n,
  // CosmWasm allows 1; for languages with multiple results.
  functionResults: 16n,
  // Two bytes an operator in the largest function.
  functionOperators: 98_304n,
  // NEAR.
  functionBlocks: 5000n,
  // A br_table in its usual form nests a block for each target: twice brTableTargets.
  functionNesting: 1024n,
  // Radix allows 256.
  brTableTargets: 512n,
  // Two edges a block; many wide br_tables together are quadratic. The corpus has at most 649.
  functionBranches: 10_000n,
  // Five times the most that was seen in 43 modules of registry packages (82,368).
  functionBlockLocals: 262_144n,
  // Register allocation goes again through all loops around a use. The same 43 modules have at most 11.
  functionLoopNesting: 16n,
  // Each edge can carry a value for each local. The same modules have at most 107,382.
  functionBranchLocals: 262_144n,
  // A hundredth below the cycles at which a run is stopped.
  instructions: instructionsWithin(DEFAULT_MAX_CYCLES),
};

/** 32 zero bytes: a receipt that is bound to no chain or contract. */
export const NO_CONTEXT = '0'.repeat(64);

/** Limits in force as JSON has them: digits by name. */
export function limitsJson(limits: Partial<Limits>): Record<string, string> {
  const inForce = LIMIT_NAMES.flatMap((name) => {
    const value = limits[name];
    return value === undefined ? [] : [[name, `${value}`] as const];
  });
  return Object.fromEntries(inForce);
}
