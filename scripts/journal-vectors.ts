/**
 * Writes `guest/journal/tests/vectors.json`, from which the Rust and the TypeScript decoder are tested: journals with
 * their bytes, and byte strings that both must refuse. `npx tsx scripts/journal-vectors.ts`
 */
import { writeFileSync } from 'node:fs';
import { encodeJournal, type Journal, toHex } from '../verifier/src/index.js';

const fill = (byte: number) => new Uint8Array(32).fill(byte);
const compiled: Journal = {
  context: fill(1),
  compiler: { name: 'wasmtime', version: '48.0.8' },
  profile: fill(2),
  target: 'x86_64-unknown-linux-gnu',
  wasm: { digest: fill(3), length: 13676n },
  limits: { wasmBytes: 4194304n, heapBytes: 0xffff_ffff_ffff_ffffn },
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
const rejected: Journal = {
  ...compiled,
  outcome: {
    kind: 'rejected',
    reason: 'heap limit',
    functionIndex: 7,
    offset: 99n,
    value: 1001n,
    bound: 1000n,
  },
  metering: { peakHeapBytes: 1001n },
};
const bare: Journal = {
  ...compiled,
  limits: {},
  outcome: {
    kind: 'rejected',
    reason: 'invalid wasm',
    functionIndex: undefined,
    offset: undefined,
    value: 0n,
    bound: 0n,
  },
  metering: {},
};
const good = { compiled, rejected, bare };

const base = encodeJournal(compiled);
const edit = (at: number, byte: number) => {
  const copy = base.slice();
  copy[at] = byte;
  return copy;
};
// Offsets: tag 16, version 2, context 32, "wasmtime" 9, "48.0.8" 7, profile 32, target 25, wasm 40, limits from 163.
const bad: Record<string, Uint8Array> = {
  empty: new Uint8Array(),
  'cut by one byte': base.slice(0, -1),
  'cut in the middle': base.slice(0, 100),
  'one byte more': Uint8Array.from([...base, 0]),
  'another domain': edit(0, 0x5a),
  'version 2': edit(16, 2),
  'empty name': edit(50, 0),
  'name with a space': edit(51, 0x20),
  'name with a control character': edit(51, 0x0a),
  'name beyond ASCII': edit(51, 0x80),
  'limit twice': edit(174, 1),
  'limits out of order': edit(164, 3),
  'unknown limit': edit(174, 0xee),
  'unknown outcome': edit(184, 2),
  'metric of 255 entries': edit(225, 255),
};

const vectors = {
  good: Object.entries(good).map(([name, journal]) => ({
    name,
    hex: toHex(encodeJournal(journal)),
    journal: plain(journal),
  })),
  bad: Object.entries(bad).map(([name, bytes]) => ({ name, hex: toHex(bytes) })),
};
const out = new URL('../guest/journal/tests/vectors.json', import.meta.url);
writeFileSync(out, `${JSON.stringify(vectors, null, 2)}\n`);

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}`;
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, plain(v)]));
}
