/** What executes a contract, as executors know it. */
import type { Code } from '../code/codeSource.js';
import type { Status } from './api.js';

/** What to execute. */
export interface Job {
  /** SHA-256 of the contract's module. */
  code: Uint8Array;
  /** Who signed the transaction, 32 bytes. */
  origin: Uint8Array;
  /** Of the session, 32 bytes. */
  environment: Uint8Array;
  block: bigint;
  /** Place of the transaction in the block. */
  index: bigint;
  fuel: bigint;
  input: Uint8Array;
}

/** How it ended. */
export interface JobResult {
  status: Status;
  /** What the contract returned, or reverted with. */
  output: Uint8Array;
  fuelLeft: bigint;
  /** Which trap, or why code is unusable; for people. */
  trap: string;
}

/** Kinds of storage: by 32-byte key, and by generalized index. */
export const SLOT_KINDS = { keyed: 1, chunk: 2 } as const;

/** What a contract reaches of the world. What these functions throw ends the execution, without a result. */
export interface Host {
  get(kind: number, owner: Uint8Array, slot: Uint8Array): Uint8Array;
  set(kind: number, owner: Uint8Array, slot: Uint8Array, value: Uint8Array): void;
  log(contract: Uint8Array, data: Uint8Array): void;
  /** A call begins, which can be undone until it has been left. */
  enter(code: Uint8Array): void;
  /** The innermost call ends: what it set and logged goes to its caller, or is gone. */
  leave(commit: boolean): void;
  /** Accepted code, or undefined. Asked at each call. */
  code(hash: Uint8Array): Promise<Code | undefined>;
}

/** Executes one job at a time; jobs that come meanwhile wait. */
export interface Machine {
  /** @throws RunnerError, CodeError, or what the host threw */
  execute(job: Job, host: Host): Promise<JobResult>;
}
