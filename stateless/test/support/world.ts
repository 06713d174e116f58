/** Accounts, an environment with the example contracts, and a runner. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ed25519 } from '@noble/curves/ed25519.js';
import { ALL } from '../../../testkit/statelessContracts.js';
import type { Block } from '../../src/chain/block.js';
import { signTransaction, type Transaction } from '../../src/chain/transaction.js';
import { UnprovedCode } from '../../src/code/codeSource.js';
import type { Environment } from '../../src/execute/environment.js';
import type { Machine } from '../../src/host/machine.js';
import { sha256 } from '../../src/util/sha256.js';

/** Whether the runner is built; without it, tests that execute contracts are skipped, and say so. */
export const hasRunner = existsSync(
  process.env.ZKCWASM_RUNNER ?? fileURLToPath(new URL('../../bin/zkcwasm-runner', import.meta.url)),
);

export const ENVIRONMENT_ID = sha256(Buffer.from('environment of tests'));

export function environment(machine: Machine): Environment & { code: UnprovedCode } {
  const code = new UnprovedCode();
  for (const { hash, wasm } of ALL) code.add(hash, { kind: 'wasm', bytes: wasm });
  return {
    id: ENVIRONMENT_ID,
    maxTransactionFuel: 100_000_000n,
    maxBlockFuel: 1_000_000_000n,
    code,
    machine,
  };
}

/** Someone who signs, and counts what was signed. */
export class Account {
  readonly secret: Uint8Array;
  readonly id: Uint8Array;
  nonce = 0n;

  constructor(name: string) {
    this.secret = sha256(Buffer.from(`account ${name}`));
    this.id = ed25519.getPublicKey(this.secret);
  }

  call(contract: { hash: Uint8Array }, input: Uint8Array, fuel = 10_000_000n): Transaction {
    const nonce = this.nonce;
    this.nonce += 1n;
    return signTransaction({ nonce, to: contract.hash, fuel, input }, this.secret, ENVIRONMENT_ID);
  }
}

export function block(number: bigint, ...transactions: Transaction[]): Block {
  return { number, transactions };
}
