/**
 * The registry's tree with 10 and 10^4 entries, and with `--million` 10^6 (a quarter of an hour, 0.5 GB): time to build it at
 * once and to add one more, proof bytes, time to make and to verify a proof, memory; what the costliest
 * proof costs to refuse. The same on disk up to 10^4.
 * `npx tsx bench/registry.ts` prints a table and JSON.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry } from '../node/src/registry/registry.js';
import { entry } from '../testkit/made/registryEntries.js';
import type { RegistryError } from '../verifier/src/errors/base.js';
import { decodeProof } from '../verifier/src/registry/decodeProof.js';
import { encodeProof } from '../verifier/src/registry/encodeProof.js';
import { compareKeys, keyElement, type RegistryEntry, valueElement } from '../verifier/src/registry/entry.js';
import { makeProof } from '../verifier/src/registry/makeProof.js';
import { memoryNodes } from '../verifier/src/registry/nodes.js';
import { hashInner, hashLeaf } from '../verifier/src/registry/poseidon.js';
import { MAX_CLAIMS, MAX_PROOF_INNER, type PrunedNode } from '../verifier/src/registry/proof.js';
import { bitAt, EMPTY, update } from '../verifier/src/registry/tree.js';
import { verifyProof } from '../verifier/src/registry/verifyProof.js';
import { median } from './statistics.js';

const SAMPLES = 20;
const BATCH = 16;

function timed<T>(work: () => T): [ms: number, result: T] {
  const start = performance.now();
  const result = work();
  return [performance.now() - start, result];
}

/** Entries 0 to SAMPLES are real; the others are only keys and values, which is what a tree holds. */
function inMemory(n: number): Record<string, unknown> {
  const sample = Array.from({ length: Math.min(n, SAMPLES) }, (_, i) => entry(i));
  const byKey = new Map(sample.map((e) => [keyElement(e), e]));
  const all = new Map([...byKey].map(([key, e]) => [key, valueElement(e)]));
  for (let i = all.size; i < n; i += 1) {
    // Spread over the field as Poseidon would spread them, for less.
    const digest = BigInt(`0x${createHash('sha256').update(`${i}`).digest('hex')}`);
    all.set(digest >> 3n, digest >> 4n);
  }
  global.gc?.();
  const before = process.memoryUsage().rss;
  const nodes = memoryNodes();
  const [buildMs, root] = timed(() => update(nodes, EMPTY, all));
  const memory = process.memoryUsage().rss - before;
  const inserts: number[] = [];
  const proofs: { ms: number; bytes: number; verifyMs: number }[] = [];
  for (let i = 0; i < SAMPLES; i += 1) {
    const e = entry(1000 + i);
    const [ms, after] = timed(() => update(nodes, root, new Map([[keyElement(e), valueElement(e)]])));
    inserts.push(ms);
    update(nodes, after, new Map([[keyElement(e), undefined]]));
  }
  const measure = (wanted: RegistryEntry[]) => {
    const [ms, bytes] = timed(() => encodeProof(makeProof(nodes, root, wanted, (k) => byKey.get(k))));
    const proof = makeProof(nodes, root, wanted, (k) => byKey.get(k));
    const [verifyMs] = timed(() => verifyProof(root, proof));
    return { ms, bytes: bytes.length, verifyMs };
  };
  for (const e of sample) proofs.push(measure([e]));
  const many = measure(sample.slice(0, BATCH));
  return {
    entries: n,
    nodes: nodes.size,
    'build ms/entry': round(buildMs / n),
    'insert ms': round(median(inserts)),
    'prove ms': round(median(proofs.map((p) => p.ms))),
    'proof bytes': median(proofs.map((p) => p.bytes)),
    'verify ms': round(median(proofs.map((p) => p.verifyMs))),
    'bytes of up to 16': many.bytes,
    'verify ms of up to 16': round(many.verifyMs),
    'tree MB': round(memory / 1e6),
  };
}

async function onDisk(n: number): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'zkcwasm-bench-'));
  const registry = await openRegistry(folder, 'write');
  try {
    const all = Array.from({ length: n }, (_, i) => entry(i));
    const [batchMs] = timed(() => registry.add(all));
    const one = Array.from({ length: SAMPLES }, (_, i) => timed(() => registry.add([entry(n + i)]))[0]);
    const [checkMs] = timed(() => registry.check());
    return {
      entries: n,
      'batch ms/entry': round(batchMs / n),
      'add ms': round(median(one)),
      'check ms/entry': round(checkMs / (n + SAMPLES)),
      'disk kB/entry': round(statSync(join(folder, 'data.mdb')).size / 1e3 / n),
    };
  } finally {
    await registry.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

for (let i = 0; i < 200; i += 1) hashLeaf(BigInt(i), 1n);
const e = entry(1);
const [hashMs] = timed(() => {
  for (let i = 0n; i < 500n; i += 1n) hashInner(i, 1n);
});
const [elementsMs] = timed(() => {
  for (let i = 0; i < 100; i += 1) {
    keyElement(e);
    valueElement(e);
  }
});
const sizes = [10, 10_000, ...(process.argv.includes('--million') ? [1_000_000] : [])];
const hashing = { 'inner hash ms': round(hashMs / 500), 'key and value ms': round(elementsMs / 100) };
const memory = sizes.map(inMemory);
const disk = [await onDisk(10), await onDisk(10_000)];
const worst = worstProof();
console.log(hashing);
console.log('the costliest proof to refuse:', worst);
console.table(memory);
console.table(disk);
console.log(
  JSON.stringify({
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    hashing,
    worst,
    memory,
    disk,
  }),
);

/** The proof that costs most to check within the limits: as many members as there may be, each as deep as they may all be. */
function worstProof(): Record<string, unknown> {
  const members = Array.from({ length: MAX_CLAIMS }, (_, i) => entry(i)).sort(compareKeys);
  const open = (keys: bigint[], depth: number, leafAt: number): { tree: PrunedNode; inner: number } => {
    if (keys.length === 0) return { tree: { kind: 'empty' }, inner: 0 };
    if (keys.length === 1 && depth >= leafAt) return { tree: { kind: 'member' }, inner: 0 };
    const [left, right] = [false, true].map((side) =>
      open(
        keys.filter((key) => bitAt(key, depth) === side),
        depth + 1,
        leafAt,
      ),
    ) as [ReturnType<typeof open>, ReturnType<typeof open>];
    const tree: PrunedNode = { kind: 'inner', left: left.tree, right: right.tree };
    return { tree, inner: 1 + left.inner + right.inner };
  };
  const keys = members.map(keyElement);
  let leafAt = 0;
  while (open(keys, 0, leafAt + 1).inner <= MAX_PROOF_INNER) leafAt += 1;
  const { tree, inner } = open(keys, 0, leafAt);
  const bytes = encodeProof({ members, absent: [], tree });
  const before = process.cpuUsage();
  const [ms] = timed(() => {
    try {
      verifyProof(0n, decodeProof(bytes));
    } catch (error) {
      if ((error as RegistryError).code !== 'registry/proof-rejected') throw error;
    }
  });
  return {
    bytes: bytes.length,
    members: members.length,
    'inner nodes': inner,
    seconds: round(ms / 1000),
    'CPU seconds': round(process.cpuUsage(before).user / 1e6),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
