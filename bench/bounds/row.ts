/** Where a module is from. */
export const GROUPS = ['corpus', 'bombs', 'random', 'found'] as const;
export type Group = (typeof GROUPS)[number];

/** A module to be measured. */
export interface Named {
  name: string;
  group: Group;
  wasm: Uint8Array;
}

/** What compiling a module natively costs, with upstream's compiler on one thread. */
export interface Native {
  /** `compiled`, or a reason of refusal as in journals. */
  outcome: string;
  /** Instructions executed, exactly. */
  instructions: number;
  /** Most bytes live at once, as asked for; the artifact is among them, the module is not. */
  heap: number;
  /** Growth of the process's resident memory, bytes. */
  resident: number;
  /** Processor time, milliseconds; the least of the runs. */
  ms: number;
}

/** What compiling it in the zkVM costs. */
export interface Guest {
  outcome: string;
  cycles: number;
  /** `peakHeapBytes` of the journal. */
  heap: number;
}

/** Both, of one module. */
export interface Row {
  name: string;
  group: Group;
  bytes: number;
  native: Native;
  guest: Guest;
}

/** Rows that say something of bounds: those that both compilers compiled. */
export function compiled(rows: readonly Row[]): Row[] {
  return rows.filter(({ native, guest }) => native.outcome === 'compiled' && guest.outcome === 'compiled');
}
