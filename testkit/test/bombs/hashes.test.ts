import { expect, test } from 'vitest';
import { HASHES } from '../../bombs/hashes.js';

const K = 0xf1357aea2e62a9c5n;
const WORD = (1n << 64n) - 1n;

/** What rustc-hash 2 makes of these words, in the 32 bits that Cranelift's tables keep. */
function hash(words: bigint[]): bigint {
  const sum = words.reduce((state, word) => ((state + BigInt.asUintN(64, word)) * K) & WORD, 0n);
  return ((sum << 26n) | (sum >> 38n)) & 0xffff_ffffn;
}

/** The constants of `i64.const` in a module that has little else: signed LEB128 behind 0x42. */
function constants(wasm: Uint8Array): bigint[] {
  const found: bigint[] = [];
  for (let at = 30; at < wasm.length; at += 1) {
    if (wasm[at] !== 0x42) continue;
    let [value, shift, byte] = [0n, 0n, 0x80];
    while (byte & 0x80) {
      at += 1;
      byte = wasm[at] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
    }
    found.push(BigInt.asIntN(64, byte & 0x40 ? value - (1n << shift) : value));
    at += 1; // drop
  }
  return found;
}

test('the constants have one hash, whatever is hashed before them', () => {
  const bomb = HASHES.find(({ name }) => name === 'one-hash-constants');
  const values = constants(bomb?.make(500, 1) ?? new Uint8Array());
  expect(new Set(values).size).toBe(500);
  for (const before of [[], [124n, 30n, 51n], [1n]]) {
    expect(new Set(values.map((value) => hash([...before, value, 0n]))).size).toBe(1);
  }
  expect(new Set(values.map((value) => hash([value]))).size).toBeGreaterThan(400);
});
