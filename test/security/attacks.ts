/** Receipts as attackers would make them, for `test/security.test.ts`. */
import {
  decodeJournal,
  decodeReceipt,
  type Image,
  knownImages,
  type Receipt,
  toHex,
} from '@zkcwasm/verifier';
import { encodeJournal, encodeReceipt, NO_IMPORTS, sp1Seal } from '@zkcwasm/verifier/internal';
import { sha256 } from '@zkcwasm/verifier/node';
import { codeOf, fixture, policy } from '../../testkit/fixtures.js';
import { encodeG1, encodeG2, flip } from '../../testkit/groth16/encodePoint.js';
import { firstAnswer, fromHex } from '../../testkit/groth16/knownAnswers.js';
import { simulate } from '../../testkit/groth16/simulatedKey.js';
import { verifyReceipt } from '../../verifier/src/index.js';
import { okClaimDigest } from '../../verifier/src/seal/risc0/okClaimDigest.js';
import { risc0PublicInputs } from '../../verifier/src/seal/risc0/risc0PublicInputs.js';
import { taggedStruct } from '../../verifier/src/seal/risc0/taggedStruct.js';
import { sp1PublicInputs } from '../../verifier/src/seal/sp1/sp1PublicInputs.js';

/** The receipt that everything is tried on, and its module. */
const committed = fixture('add');
export const { wasm } = committed;
const decoded = decodeReceipt(committed.receipt);
// In the envelope's first version, in which a seal is as SP1 writes it, and every word of it can be reached.
export const parts: Receipt = { ...decoded, version: 1, seal: await sp1Seal(decoded) };
export const receipt = encodeReceipt(parts);
export const journal = decodeJournal(parts.journal);
export const image = (await knownImages()).find(({ imageId }) => imageId === toHex(parts.imageId)) as Image;

const usual = await policy();

/** What comes of a receipt with parts replaced: `accepted`, or the code of the refusal. */
export async function judge(
  changes: Partial<Receipt>,
  policyChanges: Record<string, unknown> = {},
  module: Uint8Array = wasm,
): Promise<string> {
  return judgeBytes(encodeReceipt({ ...parts, ...changes }), policyChanges, module);
}

/** The same of any bytes. */
export async function judgeBytes(
  bytes: Uint8Array,
  policyChanges: Record<string, unknown> = {},
  module: Uint8Array = wasm,
): Promise<string> {
  const held = Object.keys(policyChanges).length === 0 ? usual : await policy(policyChanges);
  return codeOf(verifyReceipt(bytes, { policy: held, wasm: module }));
}

/** Where a stark seal's public values are, and what they are: `RecursionPublicValues` of the crate sp1-recursion-executor 6.10. */
export const PUBLIC_VALUES_AT = 104;
export const PUBLIC_VALUES = {
  committedDigest: 32,
  deferredDigest: 72,
  firstTimestamp: 88,
  lastTimestamp: 92,
  reconstructedDeferred: 128,
  imageId: 136,
  vkRoot: 144,
  isComplete: 168,
  exitCode: 170,
} as const;
/** KoalaBear, over which SP1 v6 proves. */
export const MODULUS = 0x7f00_0001;

/** The stark seal with one of its public values changed. */
export function withPublicValue(index: number, change: (value: number) => number): Uint8Array {
  const seal = parts.seal.slice();
  const view = new DataView(seal.buffer);
  const at = PUBLIC_VALUES_AT + 8 + 4 * index;
  view.setUint32(at, change(view.getUint32(at, true)), true);
  return seal;
}

/** Where the Merkle proof of the recursion key is, which ends the seal: its index, the length of its path, digests of 32 bytes. */
export function merkleIndexAt(seal: Uint8Array): number {
  const view = new DataView(seal.buffer, seal.byteOffset, seal.length);
  for (let digests = 1; digests < 64; digests += 1) {
    const at = seal.length - 32 * digests - 8;
    if (view.getBigUint64(at, true) === BigInt(digests)) return at - 8;
  }
  throw new Error('the seal ends otherwise');
}

/** A little-endian 64-bit word in place of what is there. */
export function withWord(bytes: Uint8Array, at: number, word: bigint): Uint8Array {
  const changed = bytes.slice();
  new DataView(changed.buffer).setBigUint64(at, word, true);
  return changed;
}

/** A statement that no official proof is about, for proofs under a key whose secrets are known. */
export const simulated = {
  wasm: fromHex('0061736d01000000'),
  imageId: flip(new Uint8Array(32).fill(7), 0, 0),
  journal: encodeJournal({
    ...journal,
    wasm: { digest: sha256(fromHex('0061736d01000000')), length: 8n },
    imports: NO_IMPORTS.digest,
  }),
};

/** A policy that trusts the made-up program for a proof system. */
export function simulatedPolicy(system: 'sp1' | 'risc0'): Record<string, unknown> {
  const circuit = system === 'sp1' ? 'v6.1.0' : 'v3.0.0';
  return { images: [{ ...image, imageId: toHex(simulated.imageId), proofSystem: system, circuit }] };
}

/** Public inputs of the honest claim about it. */
export function honestInputs(system: 'sp1' | 'risc0'): bigint[] {
  const claim = { imageId: simulated.imageId, journalDigest: sha256(simulated.journal) };
  return system === 'sp1' ? sp1PublicInputs(claim, new Uint8Array(32)) : risc0PublicInputs(claim);
}

/** A receipt with a Groth16 proof that holds for these inputs, under the known key. */
export function provedReceipt(system: 'sp1' | 'risc0', inputs: bigint[], header?: Uint8Array): Uint8Array {
  const { a, b, c } = simulate(inputs);
  const start = header ?? firstAnswer(system).seal.slice(0, system === 'sp1' ? 68 : 4);
  const nonce = system === 'sp1' ? new Uint8Array(32) : new Uint8Array();
  return encodeReceipt({
    version: 1,
    proofSystem: system,
    circuit: system === 'sp1' ? 'v6.1.0' : 'v3.0.0',
    imageId: simulated.imageId,
    journal: simulated.journal,
    sealKind: 'groth16',
    seal: new Uint8Array(Buffer.concat([start, nonce, encodeG1(a), encodeG2(b), encodeG1(c)])),
  });
}

/** Digest of RISC Zero's claim about it with another exit code, or with assumptions. */
export function otherClaim(
  exit: readonly [number, number],
  assumptions: Uint8Array = new Uint8Array(32),
): Uint8Array {
  const claim = { imageId: simulated.imageId, journalDigest: sha256(simulated.journal) };
  const zero = new Uint8Array(32);
  const output = taggedStruct('risc0.Output', [claim.journalDigest, assumptions]);
  const halted = taggedStruct('risc0.SystemState', [zero], [0]);
  const digest = taggedStruct('risc0.ReceiptClaim', [zero, claim.imageId, halted, output], exit);
  if (exit[0] === 0 && exit[1] === 0 && assumptions.every((byte) => byte === 0)) {
    // It is the honest one then: what is made here is made as the verifier makes it.
    if (toHex(digest) !== toHex(okClaimDigest(claim))) throw new Error('claims are made otherwise here');
  }
  return digest;
}

/** A digest as RISC Zero's circuit takes it. */
export function halves(digest: Uint8Array): [bigint, bigint] {
  const half = (bytes: Uint8Array) => BigInt(`0x${toHex(bytes.slice().reverse())}`);
  return [half(digest.subarray(0, 16)), half(digest.subarray(16))];
}
