/**
 * Groth16 seals: the verifier's check against snarkjs's, first and warm, over official proofs from public test data.
 * `npx tsx bench/groth16.ts` prints a table.
 */

import { firstAnswer, systemNames, systems } from '../testkit/groth16/knownAnswers.js';
import { endSnarkjs, snarkjsVerify } from '../testkit/groth16/snarkjsVerify.js';
import { decodeProof } from '../verifier/src/seal/groth16/decodeProof.js';

/** Checks that are timed, after as many that are not: V8 needs some thirty to get up to speed. */
const RUNS = 40;

async function measure(name: string, check: () => Promise<unknown>): Promise<Record<string, unknown>> {
  const times: number[] = [];
  for (let i = 0; i < 2 * RUNS; i += 1) {
    const start = performance.now();
    await check();
    times.push(performance.now() - start);
  }
  const warm = times.slice(RUNS).sort((a, b) => a - b);
  const round = (ms = Number.NaN) => Math.round(ms * 10) / 10;
  return { name, firstMs: round(times[0]), warmMs: round(warm[RUNS >> 1]), fastestMs: round(warm[0]) };
}

const rows: Record<string, unknown>[] = [];
for (const name of systemNames) {
  const { check, header, key, inputs } = systems[name];
  const answer = firstAnswer(name);
  rows.push(await measure(`${name} zkcwasm`, () => check(answer.seal, answer)));
  const [prepared, proof] = [key(), decodeProof(answer.seal.subarray(header))];
  rows.push(await measure(`${name} snarkjs`, () => snarkjsVerify(prepared, proof, inputs(answer))));
}
await endSnarkjs();
console.table(rows);
