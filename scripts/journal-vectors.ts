/**
 * Writes `guest/journal/tests/vectors.json`, from which the Rust and the TypeScript decoder are tested: journals with
 * their bytes, and byte strings that both must refuse. `npx tsx scripts/journal-vectors.ts`
 */
import { writeFileSync } from 'node:fs';
import { type Journal, LIMIT_NAMES, METRIC_NAMES, type Rejection, toHex } from '../verifier/src/index.js';
import { encodeJournal, NO_IMPORTS } from '../verifier/src/internal.js';
import { importVectors } from './importVectors.js';

const fill = (byte: number) => new Uint8Array(32).fill(byte);
const compiled: Journal = {
  context: fill(1),
  compiler: { name: 'wasmtime', version: '48.0.8' },
  profile: fill(2),
  target: 'x86_64-unknown-linux-gnu',
  wasm: { digest: fill(3), length: 13676n },
  limits: { wasmBytes: 4194304n, heapBytes: 0xffff_ffff_ffff_ffffn },
  imports: fill(5),
  outcome: { kind: 'compiled', artifact: { digest: fill(4), length: 39344n } },
  metering: {
    peakHeapBytes: 2330463n,
    allocatedBytes: 12345678901n,
    largestAllocation: 262144n,
    heapFootprint: 3448192n,
    functions: 12n,
    largestFunction: 5499n,
    compilePasses: 408n,
  },
};
/** Every limit in force, every metric measured, each with a value of its own. */
const full: Journal = {
  ...compiled,
  limits: Object.fromEntries(LIMIT_NAMES.map((name, i) => [name, BigInt(1000 + i)])),
  imports: NO_IMPORTS.digest,
  metering: Object.fromEntries(METRIC_NAMES.map((name, i) => [name, BigInt(i)])),
};
const unbounded: Journal = {
  ...compiled,
  metering: { ...compiled.metering, operators: 6001n, codeBytes: 20480n, largestFrameBytes: 208n },
};
const plainly = { limit: undefined, functionIndex: undefined, offset: undefined, value: 0n, bound: 0n };
const rejected: Journal = {
  ...compiled,
  outcome: {
    kind: 'rejected',
    reason: 'heap limit',
    limit: 'heapBytes',
    functionIndex: 7,
    offset: 99n,
    value: 1001n,
    bound: 1000n,
  },
  metering: { peakHeapBytes: 1001n },
};
const refusal = (outcome: Omit<Rejection, keyof typeof plainly> & Partial<Rejection>): Journal => ({
  ...rejected,
  outcome: { kind: 'rejected', ...plainly, ...outcome },
});
const good: Record<string, Journal> = {
  compiled,
  rejected,
  'every limit and every metric': full,
  'a stack that is not bounded': unbounded,
  bare: { ...refusal({ reason: 'invalid wasm' }), limits: {}, metering: {} },
  'shape limit of a function': refusal({
    reason: 'shape limit',
    limit: 'functionBlocks',
    functionIndex: 0,
    offset: 0n,
    value: 5001n,
    bound: 5000n,
  }),
  'shape limit of the module': refusal({ reason: 'shape limit', limit: 'memories', value: 2n, bound: 1n }),
  'shape limit with the highest number': refusal({
    reason: 'shape limit',
    limit: 'functionBranchLocals',
    functionIndex: 0xffff_fffe,
    offset: 0xffff_ffff_ffff_fffen,
    value: 0xffff_ffff_ffff_ffffn,
    bound: 0n,
  }),
  'module too large': refusal({ reason: 'module too large', limit: 'wasmBytes', value: 13676n, bound: 1n }),
  'allocation limit': refusal({ reason: 'allocation limit', limit: 'allocatedBytes', value: 9n, bound: 8n }),
  'artifact too large': refusal({
    reason: 'artifact too large',
    limit: 'artifactBytes',
    value: 9n,
    bound: 8n,
  }),
  'instruction limit': refusal({
    reason: 'instruction limit',
    limit: 'instructions',
    functionIndex: 3,
    value: 2_000_001n,
    bound: 2_000_000n,
  }),
  'import not allowed': refusal({ reason: 'import not allowed', offset: 20n, value: 3n }),
};

const base = encodeJournal(compiled);
const refused = encodeJournal(rejected);
const everything = encodeJournal(full);
/** Bytes with those at `at` replaced. */
const edit = (bytes: Uint8Array, at: number, ...replacement: number[]) => {
  const copy = bytes.slice();
  copy.set(replacement, at);
  return copy;
};
/** Bytes without those from `at` to `end`. */
const cut = (bytes: Uint8Array, at: number, end: number) =>
  Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(end)]);
// Where fields start: tag 16, version 2, context 32, "wasmtime" 9, "48.0.8" 7, profile 32, target 25, wasm 40 bytes; then
// a count of 2 limits of 10 bytes each, the digest of the imports, the outcome.
const [VERSION, NAME, LIMITS, IMPORTS, OUTCOME] = [16, 50, 163, 184, 216];
const [REASON, LIMIT] = [OUTCOME + 1, OUTCOME + 3];
const METERING = OUTCOME + 41;
const bad: Record<string, Uint8Array> = {
  empty: new Uint8Array(),
  'cut by one byte': base.slice(0, -1),
  'cut in the middle': base.slice(0, 100),
  'one byte more': Uint8Array.from([...base, 0]),
  'another domain': edit(base, 0, 0x5a),
  'version 0': edit(base, VERSION, 0),
  'version 1': edit(base, VERSION, 1),
  'version 3': edit(base, VERSION, 3),
  'version 258': edit(base, VERSION + 1, 1),
  'layout of version 1 under version 2': cut(base, IMPORTS, OUTCOME),
  'empty name': edit(base, NAME, 0),
  'name with a space': edit(base, NAME + 1, 0x20),
  'name with a control character': edit(base, NAME + 1, 0x0a),
  'name beyond ASCII': edit(base, NAME + 1, 0x80),
  'limit twice': edit(base, LIMITS + 11, 1),
  'limits out of order': edit(base, LIMITS + 1, 3),
  'limit 0': edit(base, LIMITS + 1, 0),
  'limit 32': edit(base, LIMITS + 11, 32),
  'limit 65535': edit(base, LIMITS + 11, 0xff, 0xff),
  'limits not rising at the end of a full list': edit(
    everything,
    LIMITS + 1 + 10 * (LIMIT_NAMES.length - 1),
    27,
  ),
  'more limits than there are': edit(everything, LIMITS, LIMIT_NAMES.length + 1),
  'imports cut short': cut(base, IMPORTS, IMPORTS + 1),
  'unknown outcome': edit(base, OUTCOME, 2),
  'reason 0': edit(refused, REASON, 0),
  'reason 13': edit(refused, REASON, 13),
  'limit 0 in a rejection': edit(refused, LIMIT, 0),
  'limit 32 in a rejection': edit(refused, LIMIT, 32),
  'limit 65534 in a rejection': edit(refused, LIMIT, 0xfe, 0xff),
  'rejection without a limit field, as in version 1': cut(refused, LIMIT, LIMIT + 2),
  'metric 0': edit(base, METERING + 1, 0),
  'metric twice': edit(base, METERING + 11, 1),
  'metric 13': edit(base, METERING + 1 + 60, 13),
  'metering of 255 entries': edit(base, METERING, 255),
};

const vectors = {
  good: Object.entries(good).map(([name, journal]) => ({
    name,
    hex: toHex(encodeJournal(journal)),
    journal: plain(journal),
  })),
  bad: Object.entries(bad).map(([name, bytes]) => ({ name, hex: toHex(bytes) })),
  importLists: importVectors,
};
const out = new URL('../guest/journal/tests/vectors.json', import.meta.url);
writeFileSync(out, `${JSON.stringify(vectors, null, 2)}\n`);

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}`;
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, plain(v)]));
}
