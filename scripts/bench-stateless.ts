/**
 * Measures state proofs: bytes and times by number of keys, of both backends.
 *
 *     npx tsx scripts/bench-stateless.ts [--keys 1000,10000,100000] [--ssz-keys 1000] > FILE.json
 *
 * One line of JSON for each backend, number of keys and number of proved keys. Times are medians in microseconds, of one
 * process on one core; bytes do not depend on the machine.
 */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import {
  type Changes,
  type FullState,
  KeyedBackend,
  lookUp,
  type ProofBackend,
  SszBackend,
} from '../stateless/src/index.js';

const { values } = parseArgs({
  options: {
    keys: { type: 'string', default: '1000,10000,100000' },
    'ssz-keys': { type: 'string', default: '1000' },
  },
});
const ROUNDS = 7;
const PROVED = [1, 10, 100, 1000];

const key = (n: number) => createHash('sha256').update(`key ${n}`).digest();
const value = (n: number) => createHash('sha256').update(`value ${n}`).digest();

/** Median time of a piece of work, microseconds, and its last result. */
function timed<T>(work: () => T): [number, T] {
  const times: number[] = [];
  let result = work();
  for (let i = 0; i < ROUNDS; i += 1) {
    const start = process.hrtime.bigint();
    result = work();
    times.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  times.sort((a, b) => a - b);
  return [Math.round((times[ROUNDS >> 1] as number) * 10) / 10, result];
}

function build(backend: ProofBackend, count: number): { state: FullState; buildUs: number } {
  const entries = new Map<string, Uint8Array>();
  for (let n = 0; n < count; n += 1) entries.set(key(n).toString('hex'), value(n));
  const start = process.hrtime.bigint();
  const state = backend.build(entries);
  state.root();
  return { state, buildUs: Math.round(Number(process.hrtime.bigint() - start) / 1000) };
}

function measure(backend: ProofBackend, count: number): void {
  const { state, buildUs } = build(backend, count);
  const root = state.root();
  for (const proved of PROVED) {
    if (proved > count) continue;
    const spread = Array.from({ length: proved }, (_, i) => key(Math.floor((i * count) / proved)));
    const [halfA, halfB] = [spread.filter((_, i) => i % 2 === 0), spread.filter((_, i) => i % 2 === 1)];
    const changes: Changes = new Map(spread.map((k, i) => [k.toString('hex'), value(-1 - i)]));
    const [proveUs, proof] = timed(() => state.prove(spread));
    const [verifyUs] = timed(() => backend.verify(proof, root, spread));
    const [mergeUs] = timed(() => backend.merge([state.prove(halfA), state.prove(halfB)]));
    const [twoProofsUs] = timed(() => [state.prove(halfA), state.prove(halfB)]);
    const [rootsUs] = timed(() => backend.open(proof).authenticate(root, changes));
    const diff = state.diff(changes);
    const [refreshUs] = timed(() => backend.refresh(proof, spread, diff));
    const opened = backend.open(proof);
    const [lookUpUs] = timed(() => spread.map((k) => opened.get(k)));
    const [inBytesUs] =
      backend instanceof KeyedBackend ? timed(() => lookUp(proof, spread[0] as Buffer)) : [undefined];
    const row = {
      backend: backend.name,
      keys: count,
      proved,
      proofBytes: proof.length,
      bytesPerKey: Math.round(proof.length / proved),
      buildUs,
      proveUs,
      verifyUs,
      bothRootsUs: rootsUs,
      lookUpUs: Math.round((lookUpUs / proved) * 100) / 100,
      lookUpInBytesUs: inBytesUs,
      mergeUs: Math.round((mergeUs - twoProofsUs) * 10) / 10,
      refreshUs,
    };
    process.stdout.write(`${JSON.stringify(row)}\n`);
  }
}

const counts = (text: string) => text.split(',').map(Number);
for (const count of counts(values.keys)) measure(new KeyedBackend(), count);
for (const count of counts(values['ssz-keys'])) measure(new SszBackend(), count);
