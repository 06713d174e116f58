/** The example contracts, and how their inputs are written. */
import { readFileSync } from 'node:fs';
import { sha256 } from '../stateless/src/util/sha256.js';

export { type Field, input, u64 } from '../stateless/src/contract/words.js';

export type Contract = { wasm: Uint8Array; hash: Uint8Array };

const load = (name: string): Contract => {
  const wasm = readFileSync(new URL(`../stateless/contracts/wasm/${name}.wasm`, import.meta.url));
  return { wasm, hash: sha256(wasm) };
};

/** The same contract under another hash: with a custom section that says nothing. */
export function variant({ wasm }: Contract, n: number): Contract {
  const other = Buffer.concat([wasm, Uint8Array.of(0, 3, 1, 0x76, n)]);
  return { wasm: other, hash: sha256(other) };
}

export const token = load('token');
export const otherToken = variant(token, 1);
export const multisig = load('multisig');
export const pool = load('pool');
export const probe = load('probe');
export const otherProbe = variant(probe, 1);
export const counter = load('counter');

export const ALL = [token, otherToken, multisig, pool, probe, otherProbe, counter];
