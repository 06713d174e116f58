/** What decoders of outside bytes take: the inputs that hostile ones are made of. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compiledJournal, rejectedJournal } from '../../testkit/made/journals.js';
import { entry } from '../../testkit/made/registryEntries.js';
import { change, of, ranges } from '../../testkit/made/schedules.js';
import type { Entry } from '../../verifier/src/accept/entry.js';
import { type FoldedStatement, MAX_AGGREGATED } from '../../verifier/src/aggregate/aggregate.js';
import { encodeAggregate } from '../../verifier/src/aggregate/encodeAggregate.js';
import { sortStatements } from '../../verifier/src/aggregate/encodeRows.js';
import {
  decodeReceipt,
  LIMIT_NAMES,
  MAX_RECEIPT_BYTES,
  METRIC_NAMES,
  type Receipt,
} from '../../verifier/src/index.js';
import { encodeJournal, encodeReceipt } from '../../verifier/src/internal.js';
import { encodeProof } from '../../verifier/src/registry/encodeProof.js';
import { MAX_CLAIMS, type PrunedNode } from '../../verifier/src/registry/proof.js';
import { makeSchedule } from '../../verifier/src/schedule/index.js';
import { GROTH16_PROOF_BYTES } from '../../verifier/src/seal/groth16/decodeProof.js';

const receiptFile = fileURLToPath(new URL('../../artifacts/receipts/add.receipt', import.meta.url));

/** A receipt that verifies. */
export function committedReceipt(): Receipt {
  return decodeReceipt(new Uint8Array(readFileSync(receiptFile)));
}

/** A small receipt, and two as large as receipts may be. */
export function goodReceipts(): Uint8Array[] {
  const base = { ...committedReceipt(), seal: new Uint8Array(40) };
  const large = (journal: number, seal: number) =>
    encodeReceipt({ ...base, journal: new Uint8Array(journal), seal: new Uint8Array(seal) });
  return [encodeReceipt(base), large(100, MAX_RECEIPT_BYTES - 400), large(MAX_RECEIPT_BYTES - 400, 40)];
}

/** A small aggregate; one with as many statements as there may be; two as large as receipts may be. */
export function goodAggregates(): Uint8Array[] {
  const of = (statements: FoldedStatement[], seal = 40) =>
    encodeAggregate({
      version: 2,
      sealKind: 'aggregate',
      proofSystem: 'sp1',
      circuit: 'v6.1.0',
      imageId: new Uint8Array(32),
      statements: sortStatements(statements),
      seal: new Uint8Array(seal),
    });
  const statement = (imageByte: number, journalBytes: number) => ({
    imageId: new Uint8Array(32).fill(imageByte),
    journal: new Uint8Array(journalBytes),
  });
  const two = [statement(1, 100), statement(2, 100)];
  const most = Array.from({ length: MAX_AGGREGATED }, (_, i) => ({
    ...statement(i >> 8, 600),
    journal: new Uint8Array(600).fill(i & 0xff),
  }));
  return [of(two), of(most), of(two, MAX_RECEIPT_BYTES - 600), of([statement(1, MAX_RECEIPT_BYTES - 400)])];
}

/** Registry proofs: small ones, and ones with as many claims and inner nodes as there may be. */
export function goodProofs(): Uint8Array[] {
  const members = Array.from({ length: MAX_CLAIMS }, (_, i) => entry(i));
  const leaf: PrunedNode = { kind: 'other', key: 1n, value: 1n };
  const small = { members: members.slice(0, 1), absent: members.slice(1, 2), tree: full(1, leaf) };
  return [
    encodeProof(small),
    encodeProof({ ...small, tree: full(14, leaf) }),
    encodeProof({ ...small, tree: full(14, { kind: 'hash', hash: 1n }) }),
    encodeProof({ members, absent: members, tree: full(14, { kind: 'empty' }) }),
  ];
}

/** A tree whose every leaf is the same, of 2^depth - 1 inner nodes. */
function full(depth: number, leaf: PrunedNode): PrunedNode {
  return depth === 0 ? leaf : { kind: 'inner', left: full(depth - 1, leaf), right: full(depth - 1, leaf) };
}

/** Journals: of a compilation, of a refusal, and one with everything that a journal can have. */
export function goodJournals(): Uint8Array[] {
  const all = <N extends string>(names: readonly N[]) =>
    Object.fromEntries(names.map((name) => [name, 1n])) as Record<N, bigint>;
  const name = 'x'.repeat(255);
  const everything = compiledJournal({
    compiler: { name, version: name },
    target: name,
    limits: all(LIMIT_NAMES),
    metering: all(METRIC_NAMES),
  });
  return [compiledJournal(), rejectedJournal(), everything].map(encodeJournal);
}

const schedule = { flat: 1, perMegacycle: 1, knee: 1, doublingCycles: 1 };

/** A policy that says everything that a policy can. */
export const goodPolicy = {
  images: [
    {
      imageId: 'a'.repeat(64),
      name: 'image',
      elfHash: 'b'.repeat(64),
      compiler: { name: 'wasmtime', version: '48.0.8' },
      source: 'upstream',
      target: 'x86_64-unknown-linux-gnu',
      profile: 'c'.repeat(64),
      profileName: 'fast-exec',
      countsInstructions: true,
      proofSystem: 'sp1',
      circuit: 'v6.1.0',
      status: 'revoked',
      reason: 'a reason',
    },
  ],
  aggregators: [
    {
      imageId: 'd'.repeat(64),
      name: 'aggregator',
      elfHash: 'e'.repeat(64),
      proofSystem: 'sp1',
      circuit: 'v6.1.0',
      status: 'active',
    },
  ],
  maxCycles: '1',
  maxInstructions: '18446744073709551615',
  maxPeakHeapBytes: 1,
  context: '0'.repeat(64),
  targets: ['a'],
  profiles: ['b'],
  allowRejected: true,
  limits: { functions: 1, heapBytes: '2' },
  metering: { operators: '18446744073709551615' },
  imports: ['env::*', ['a', 'b']],
  price: { ...schedule, of: 'instructions' },
  maxPrice: 1,
};

/** A price schedule; `knee` and `doublingCycles` are what can make a price grow fast. */
export const goodSchedule = { ...schedule, knee: '1000', doublingCycles: '18446744073709551615' };

/** A store's entry of an artifact. */
export const goodEntry: Entry = {
  version: 2,
  kind: 'artifact',
  outcome: 'compiled',
  imageId: '1'.repeat(64),
  wasmDigest: '2'.repeat(64),
  wasmBytes: '42',
  profile: '3'.repeat(64),
  target: 'x86_64-unknown-linux-gnu',
  context: '0'.repeat(64),
  limits: { functions: '10000', heapBytes: '18446744073709551615' },
  imports: '6'.repeat(64),
  policyDigest: '7'.repeat(64),
  receiptDigest: '5'.repeat(64),
  artifactDigest: '4'.repeat(64),
  artifactBytes: '18446744073709551615',
  cycles: '18446744073709551615',
  instructions: '1',
  peakHeapBytes: '42',
};

/** A Groth16 proof of A, B, C that are the generators: every point is as good as can be. */
export function generators(): Uint8Array {
  const word = (n: bigint) => Buffer.from(n.toString(16).padStart(64, '0'), 'hex');
  const g2 = [
    11559732032986387107991004021392285783925812861821192530917403151452391805634n,
    10857046999023057135944570762232829481370756359578518086990519993285655852781n,
    4082367875863433681332203403145435568316851327593401208105741076214120093531n,
    8495653923123431417604973247489272438418190587263600148770280649306958101930n,
  ];
  const bytes = new Uint8Array(Buffer.concat([1n, 2n, ...g2, 1n, 2n].map(word)));
  if (bytes.length !== GROTH16_PROOF_BYTES) throw new Error('a proof has another length');
  return bytes;
}

/** The import section of a module, from the first import on: two names, and what follows them. */
export function goodImport(nameBytes: number): Uint8Array {
  const length: number[] = [];
  for (let left = nameBytes; ; left >>>= 7) {
    length.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    if (left <= 0x7f) break;
  }
  return new Uint8Array(Buffer.from([...length, ...new Array<number>(nameBytes).fill(0x61), 1, 0x62, 0, 0]));
}

/** A schedule of so many environments, half of them in a second change. */
export function goodSessionSchedule(size: number) {
  const all = Array.from({ length: size }, (_, i) => of(`48.0.${i}`));
  const half = Math.ceil(size / 2);
  return makeSchedule(
    [all.slice(0, half), all.slice(half)]
      .filter((part) => part.length > 0)
      .map((part, i) =>
        change(8 * i, {
          environments: part.map(([environment]) => environment),
          ranges: part.flatMap(([, hash]) => ranges(hash, 'active 10, retired 20')),
          revocations: part.map(([, environment]) => ({ environment, from: 15n, advisory: 'EXAMPLE-1' })),
        }),
      ),
  );
}
