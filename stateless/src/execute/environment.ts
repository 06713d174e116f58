import type { CodeSource } from '../code/codeSource.js';
import type { Machine } from '../host/machine.js';

/** What all nodes of one session agree on, and what this one executes with. */
export interface Environment {
  /** 32 bytes that name the session: chain and policy that code is accepted under. Signatures hold for it alone. */
  id: Uint8Array;
  /** Most fuel that a transaction may ask for. */
  maxTransactionFuel: bigint;
  /** Most that all of a block may ask for. */
  maxBlockFuel: bigint;
  code: CodeSource;
  machine: Machine;
}

/** Fuel of a transaction before its contract runs: signature, nonce. */
export const TRANSACTION_FUEL = 20_000n;
/** And of each byte of its input. */
export const INPUT_BYTE_FUEL = 8n;
