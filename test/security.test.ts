/**
 * The sixteen attacks that a verifier of receipts must refuse, by number. Each is really tried: on committed receipts, on official
 * Groth16 proofs, and under a key whose secrets are known where a proof of a bad claim is wanted. Groth16 proofs of the official
 * keys are about other programs, so those are held against their own claim.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bytes, codeOf, fixture, path, policy } from '../testkit/fixtures.js';
import {
  encodeG1,
  encodeG2,
  flip,
  outsideSubgroup,
  P,
  patch,
  R,
  word,
  words,
} from '../testkit/groth16/encodePoint.js';
import { firstAnswer, systemNames, systems } from '../testkit/groth16/knownAnswers.js';
import { simulatedKey } from '../testkit/groth16/simulatedKey.js';
import { runNode } from '../testkit/runNode.js';
import {
  decodeAggregate,
  decodeReceipt,
  ERROR_CODES,
  knownImages,
  makePolicy,
  toHex,
  VerifierError,
  verifyAggregate,
  verifyReceipt,
} from '../verifier/src/index.js';
import {
  encodeAggregate,
  encodeJournal,
  encodeReceipt,
  packSeal,
  sortStatements,
} from '../verifier/src/internal.js';
import { acceptArtifact, acceptBounds, putEntry, readEntry, sha256 } from '../verifier/src/node.js';
import { checkPolicy } from '../verifier/src/policy/checkPolicy.js';
import { decodeProof } from '../verifier/src/seal/groth16/decodeProof.js';
import {
  halves,
  honestInputs,
  image,
  journal,
  judge,
  judgeBytes,
  MODULUS,
  merkleIndexAt,
  otherClaim,
  PUBLIC_VALUES,
  PUBLIC_VALUES_AT,
  parts,
  provedReceipt,
  receipt,
  simulated,
  simulatedPolicy,
  wasm,
  withPublicValue,
  withWord,
} from './security/attacks.js';

// Commands are started one after the other; on a machine that is busy each takes its time.
vi.setConfig({ testTimeout: 900_000 });
const keys = vi.hoisted(() => ({ simulated: false }));
vi.mock(import('../verifier/src/seal/sp1/sp1PreparedKey.js'), async (original) => {
  const { sp1PreparedKey } = await original();
  return { sp1PreparedKey: () => (keys.simulated ? simulatedKey() : sp1PreparedKey()) };
});
vi.mock(import('../verifier/src/seal/risc0/risc0PreparedKey.js'), async (original) => {
  const { risc0PreparedKey } = await original();
  return { risc0PreparedKey: () => (keys.simulated ? simulatedKey() : risc0PreparedKey()) };
});

const VERIFY = fileURLToPath(new URL('../verifier/bin/zkcwasm-verify.js', import.meta.url));
const RUNNER = join(
  process.env.ZKCWASM_RUNNERS ?? fileURLToPath(new URL('../runner/bin', import.meta.url)),
  'zkcwasm-runner-wasmtime-48',
);
const SEAL = /^seal\/(malformed|rejected|recursion-key|public-values)$/;
const GROTH16 = /^seal\/(malformed|selector|exit-code|recursion-key|point|public-input|rejected)$/;
let folder: string;
beforeEach(() => {
  keys.simulated = false;
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-security-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What comes of a receipt that is proved under the known key. */
async function judgeProved(system: 'sp1' | 'risc0', inputs: bigint[], header?: Uint8Array): Promise<string> {
  keys.simulated = true;
  return judgeBytes(provedReceipt(system, inputs, header), simulatedPolicy(system), simulated.wasm);
}
/** What comes of an official Groth16 proof with its seal changed. */
const official = (system: 'sp1' | 'risc0', seal: Uint8Array, changes = {}) =>
  codeOf(systems[system].check(seal, { ...firstAnswer(system), ...changes }));

test('1 wrong image ID', async () => {
  expect(await judge({})).toBe('accepted');
  for (let at = 0; at < 32; at += 1) {
    const imageId = flip(parts.imageId, at, at % 8);
    expect(await judge({ imageId })).toBe('image/unknown');
    // Even where somebody trusts that one: the proof is about another.
    if (at % 8 === 5) {
      expect(await judge({ imageId }, { images: [{ ...image, imageId: toHex(imageId) }] })).toBe(
        'seal/image-mismatch',
      );
    }
  }
  const others = (await knownImages()).filter(({ imageId }) => imageId !== image.imageId);
  expect(others.length).toBeGreaterThan(0);
  for (const { imageId } of others) {
    expect(await judge({ imageId: new Uint8Array(Buffer.from(imageId, 'hex')) })).toMatch(/^(image|seal)\//);
  }
  for (const system of systemNames) {
    const { seal, imageId } = firstAnswer(system);
    expect(await official(system, seal)).toBe('accepted');
    expect(await official(system, seal, { imageId: flip(imageId, 31) })).toBe('seal/rejected');
  }
});

test('2 journal bit flip / truncated / extended / empty / re-encoded non-canonically', async () => {
  const changed = parts.journal;
  // A bit of every three, so some of every byte, where a proof is cheap to check; and some bytes of what a stark seal proves.
  keys.simulated = true;
  const proved = provedReceipt('sp1', honestInputs('sp1'));
  const at = Buffer.from(proved).indexOf(Buffer.from(simulated.journal));
  const trusting = await policy(simulatedPolicy('sp1'));
  const judgeFlipped = (bit: number) =>
    codeOf(verifyReceipt(flip(proved, at + (bit >> 3), bit & 7), { policy: trusting, wasm: simulated.wasm }));
  expect(await codeOf(verifyReceipt(proved, { policy: trusting, wasm: simulated.wasm }))).toBe('accepted');
  for (let bit = 0; bit < 8 * simulated.journal.length; bit += 3) {
    expect(await judgeFlipped(bit), `bit ${bit}`).toMatch(
      /^(journal\/.*|wasm\/mismatch|image\/.*|seal\/rejected)$/,
    );
  }
  keys.simulated = false;
  for (let byte = 3; byte < changed.length; byte += 16) {
    expect(await judge({ journal: flip(changed, byte, byte % 8) }), `byte ${byte}`).toMatch(
      /^(journal\/.*|wasm\/mismatch|image\/.*|seal\/journal-mismatch)$/,
    );
  }
  for (let length = 0; length < changed.length; length += 1) {
    expect(await judge({ journal: changed.slice(0, length) }), `${length} bytes`).toMatch(/^journal\//);
  }
  for (const tail of [[0], [0, 0, 0, 0], [...changed]]) {
    expect(await judge({ journal: Uint8Array.from([...changed, ...tail]) })).toBe('journal/malformed');
  }
  // The same statement, with an entry of its limits in another place, or there twice.
  const [[name, limit] = ['wasmBytes', 0n]] = Object.entries(journal.limits);
  const fewer = encodeJournal({ ...journal, limits: { [name]: limit } });
  expect(await judge({ journal: fewer })).toMatch(/^(seal\/journal-mismatch|policy\/.*)$/);
  for (const system of systemNames) {
    const { seal, journalDigest } = firstAnswer(system);
    for (let byte = 1; byte < 32; byte += 6) {
      expect(await official(system, seal, { journalDigest: flip(journalDigest, byte) })).toBe(
        'seal/rejected',
      );
    }
    expect(await official(system, seal, { journalDigest: sha256(new Uint8Array()) })).toBe('seal/rejected');
  }
});

test('3 exit code Halted(≠0), Paused, SystemSplit, SessionLimit', async () => {
  for (const exit of [1, 2, 255, MODULUS - 1]) {
    expect(await judge({ seal: withPublicValue(PUBLIC_VALUES.exitCode, () => exit) })).toMatch(SEAL);
  }
  expect(await judge({ seal: withPublicValue(PUBLIC_VALUES.isComplete, () => 0) })).toMatch(SEAL);
  const [vkey = 0n, digest = 0n, , root = 0n, nonce = 0n] = honestInputs('sp1');
  const header = firstAnswer('sp1').seal.slice(0, 68);
  expect(await judgeProved('sp1', honestInputs('sp1'))).toBe('accepted');
  for (const exit of [1n, 2n, R - 1n]) {
    // Said by the seal, and not said.
    const inputs = [vkey, digest, exit, root, nonce];
    expect(await judgeProved('sp1', inputs, patch(header, 4, words(exit)))).toBe('seal/exit-code');
    expect(await judgeProved('sp1', inputs)).toBe('seal/rejected');
  }
  const [root0 = 0n, root1 = 0n, , , id = 0n] = honestInputs('risc0');
  const withClaim = (exit: [number, number]) => [root0, root1, ...halves(otherClaim(exit)), id];
  expect(await judgeProved('risc0', withClaim([0, 0]))).toBe('accepted');
  // Halted(1), Paused(0), Paused(1), SystemSplit, SessionLimit, as RISC Zero writes them in a claim.
  for (const exit of [
    [0, 1],
    [1, 0],
    [1, 1],
    [2, 0],
    [2, 2],
  ] as [number, number][]) {
    expect(await judgeProved('risc0', withClaim(exit)), exit.join()).toBe('seal/rejected');
  }
});

test('4 non-empty assumptions', async () => {
  const [root0 = 0n, root1 = 0n, , , id = 0n] = honestInputs('risc0');
  for (const assumptions of [sha256(new Uint8Array()), flip(new Uint8Array(32), 0)]) {
    const inputs = [root0, root1, ...halves(otherClaim([0, 0], assumptions)), id];
    expect(await judgeProved('risc0', inputs)).toBe('seal/rejected');
  }
  // SP1's assumptions are deferred proofs: none, or all of them folded in.
  keys.simulated = false;
  for (const index of [PUBLIC_VALUES.deferredDigest, PUBLIC_VALUES.reconstructedDeferred]) {
    expect(await judge({ seal: withPublicValue(index, (value) => value ^ 1) })).toMatch(SEAL);
  }
  // An aggregate proves what it lists and nothing less: a statement more, for which no proof was folded, is refused.
  const aggregate = decodeAggregate(bytes('aggregate.receipt'));
  const [first, ...rest] = aggregate.statements;
  if (first === undefined) throw new Error('the aggregate is empty');
  const { imageId: image, journal: unfolded } = decodeReceipt(fixture('crypto-primitives').receipt);
  const more = sortStatements([first, ...rest, { imageId: image, journal: unfolded }]);
  for (const statements of [more, [first, ...rest.slice(1)]]) {
    const changed = encodeAggregate({ ...aggregate, statements });
    const modules = statements.map((one) => moduleOf(one.journal));
    const verified = verifyAggregate(changed, { policy: await policy({ allowRejected: true }), modules });
    expect(await codeOf(verified)).toBe('seal/journal-mismatch');
  }
});

/** The committed module that a journal is about. */
function moduleOf(statement: Uint8Array): Uint8Array {
  for (const file of readdirSync(path('')).filter((name) => name.endsWith('.wasm'))) {
    if (Buffer.from(statement).includes(Buffer.from(sha256(bytes(file))))) return bytes(file);
  }
  throw new Error('no module is here that it is about');
}

test('5 fake/dev receipt, and Fake nested in composite', async () => {
  for (const sealKind of ['fake', 'dev', 'mock', 'none', 'composite', 'succinct', 'core', 'aggregate']) {
    for (const seal of [new Uint8Array(), parts.seal.slice(0, 32)]) {
      expect(await judge({ sealKind, seal }), sealKind).toMatch(/^receipt\/(proof-system|aggregate)$/);
    }
  }
  expect(await judge({ seal: new Uint8Array() })).toBe('seal/malformed');
  // The switches of the provers' own libraries change nothing.
  const file = join(folder, 'fake.receipt');
  writeFileSync(file, encodeReceipt({ ...parts, seal: new Uint8Array() }));
  const env = { RISC0_DEV_MODE: '1', SP1_PROVER: 'mock', SP1_DEV: '1', ZKCWASM_DEV: '1' };
  const args = [VERIFY, 'verify', file, '--wasm', path('add.wasm'), '--policy', path('policy.json')];
  expect(await runNode(args, { env })).toMatchObject({ code: 1, out: '' });
  // Nested: an aggregate whose one seal proves nothing, and one whose seal is that of one of its statements.
  const aggregate = decodeAggregate(bytes('aggregate.receipt'));
  const modules = aggregate.statements.map((one) => moduleOf(one.journal));
  const options = { policy: await policy({ allowRejected: true }), modules };
  expect(await codeOf(verifyAggregate(encodeAggregate(aggregate), options))).toBe('accepted');
  for (const [seal, code] of [
    [new Uint8Array(), 'seal/malformed'],
    [new Uint8Array(aggregate.seal.length), /^seal\//],
    [await packSeal(parts.seal), 'seal/image-mismatch'],
  ] as const) {
    expect(await codeOf(verifyAggregate(encodeAggregate({ ...aggregate, seal }), options))).toMatch(code);
  }
});

test('6 unknown inner kind or version', async () => {
  for (const sealKind of ['plonk', 'Stark', 'stark ', 'groth17']) {
    expect(await codeOf((async () => judgeStrict({ sealKind }))())).toMatch(/^receipt\//);
  }
  for (const circuit of ['v6.0.0', 'v6.0.2', 'v5.0.0', 'v7.0.0', 'v3.0.0']) {
    expect(await judge({ circuit })).toBe('receipt/proof-system');
  }
  for (const proofSystem of ['risc0', 'openvm', 'SP1']) {
    expect(await judge({ proofSystem })).toBe('receipt/proof-system');
  }
  // The version is one byte after the key that names it.
  const at = Buffer.from(receipt).indexOf('version') + 'version'.length;
  for (let version = 0; version < 24; version += 1) {
    if (version === 1) continue;
    // The second version has another form of seal.
    const refusals: Record<number, string> = { 0: 'receipt/malformed', 2: 'seal/malformed' };
    expect(await judgeBytes(patch(receipt, at, Uint8Array.of(version)))).toBe(
      refusals[version] ?? 'receipt/version',
    );
  }
  // So is that of the journal, after its domain.
  const domain = Buffer.from(parts.journal).indexOf(0) + 1;
  for (const version of [0, 1, 3, 255]) {
    expect(await judge({ journal: patch(parts.journal, domain, Uint8Array.of(version)) })).toMatch(
      /^journal\/(version|malformed)$/,
    );
  }
});

/** As `judge`, with the refusal thrown. */
async function judgeStrict(changes: object): Promise<void> {
  await verifyReceipt(encodeReceipt({ ...parts, ...changes }), { policy: await policy(), wasm });
}

test('7 verifier-parameters digest, control root, control ID, BN254 control ID, vk mismatch; selector right but parameters wrong', async () => {
  // The recursion key: its commitments begin the seal, its place in the tree of keys ends it, their root is a public value.
  for (const at of [0, 8, 40, 96])
    expect(await judge({ seal: flip(parts.seal, at) }), `key ${at}`).toMatch(SEAL);
  for (let i = 0; i < 8; i += 1) {
    const seal = withPublicValue(PUBLIC_VALUES.vkRoot + i, (value) => value ^ 1);
    expect(await judge({ seal }), `root ${i}`).toMatch(SEAL);
  }
  expect(await judge({ seal: flip(parts.seal, parts.seal.length - 1) })).toMatch(SEAL);
  // Selectors are four bytes that anybody can write: right, and all behind it of another key.
  const { seal } = firstAnswer('sp1');
  for (let at = 0; at < 4; at += 1) expect(await official('sp1', flip(seal, at))).toBe('seal/selector');
  for (let at = 36; at < 68; at += 1)
    expect(await official('sp1', flip(seal, at))).toBe('seal/recursion-key');
  for (const system of systemNames) {
    // A proof that holds under a key of the attacker's own, which is not the official one.
    keys.simulated = true;
    const proved = provedReceipt(system, honestInputs(system));
    expect(await judgeBytes(proved, simulatedPolicy(system), simulated.wasm)).toBe('accepted');
    keys.simulated = false;
    expect(await judgeBytes(proved, simulatedPolicy(system), simulated.wasm)).toBe('seal/rejected');
    // Under the right key, with one parameter of the release changed: roots, halves of the claim, control ID.
    for (const [i, input] of honestInputs(system).entries()) {
      const inputs = honestInputs(system).with(i, input === 0n ? 1n : input - 1n);
      expect(await judgeProved(system, inputs), `${system} input ${i}`).toBe('seal/rejected');
    }
  }
});

test('8 seal: every byte flipped', async () => {
  for (const system of systemNames) {
    const { seal } = firstAnswer(system);
    for (let at = 0; at < seal.length; at += 1) {
      expect(await official(system, flip(seal, at, (at * 5) % 8)), `${system} byte ${at}`).toMatch(GROTH16);
    }
  }
  // Of a stark seal's 1.27 million bytes here some; bench/flips.ts takes them all.
  for (let i = 0; i < 40; i += 1) {
    const at = Math.floor(((i + 0.5) * parts.seal.length) / 40);
    expect(await judge({ seal: flip(parts.seal, at, i % 8) }), `byte ${at}`).toMatch(SEAL);
  }
});

test('8 seal: swapped A/C, negated A and C or B; re-randomised, it is another seal of the same statement, and no identity', async () => {
  for (const system of systemNames) {
    const { header } = systems[system];
    const { seal } = firstAnswer(system);
    const { a, b, c } = decodeProof(seal.subarray(header));
    const [atA, atB, atC] = [header, header + 64, header + 192];
    const minusA = patch(seal, atA, encodeG1(a.negate()));
    expect(await official(system, patch(patch(seal, atA, encodeG1(c)), atC, encodeG1(a)))).toBe(
      'seal/rejected',
    );
    expect(await official(system, minusA)).toBe('seal/rejected');
    expect(await official(system, patch(seal, atB, encodeG2(b.negate())))).toBe('seal/rejected');
    expect(await official(system, patch(minusA, atC, encodeG1(c.negate())))).toBe('seal/rejected');
    expect(await official(system, patch(minusA, atB, encodeG2(b.negate())))).toBe('accepted');
  }
  // Two seals of one statement are one entry of the store.
  keys.simulated = true;
  const one = provedReceipt('sp1', honestInputs('sp1'));
  const at = one.length - 256;
  const { a, b } = decodeProof(one.subarray(at));
  const two = patch(patch(one, at, encodeG1(a.negate())), at + 64, encodeG2(b.negate()));
  const options = {
    policy: await policy(simulatedPolicy('sp1')),
    wasm: simulated.wasm,
    store: join(folder, 'store'),
  };
  const artifact = bytes('add.cwasm');
  const paths = [];
  for (const sealed of [one, two]) paths.push((await acceptArtifact(sealed, artifact, options)).path);
  expect(toHex(sha256(one))).not.toBe(toHex(sha256(two)));
  expect(paths[0]).toBe(paths[1]);
});

test('8 seal: points at infinity, off curve, on twist but outside subgroup, coordinate ≥ p, G2 c0/c1 swapped', async () => {
  for (const system of systemNames) {
    const { header } = systems[system];
    const { seal } = firstAnswer(system);
    const { b } = decodeProof(seal.subarray(header));
    const atB = header + 64;
    for (const [at, length] of [
      [header, 64],
      [atB, 128],
      [header + 192, 64],
    ] as const) {
      expect(await official(system, patch(seal, at, new Uint8Array(length)))).toBe('seal/point');
    }
    expect(await official(system, patch(seal, header, words(1n, 3n)))).toBe('seal/point');
    expect(await official(system, patch(seal, atB, encodeG2(outsideSubgroup())))).toBe('seal/point');
    for (let at = header; at < seal.length; at += 32) {
      for (const value of [word(seal, at) + P, P, (1n << 256n) - 1n]) {
        expect(await official(system, patch(seal, at, words(value)))).toBe('seal/point');
      }
    }
    const { x, y } = b.toAffine();
    expect(await official(system, patch(seal, atB, words(x.c0, x.c1, y.c0, y.c1)))).toBe('seal/point');
  }
});

test('9 public input ≥ r, x+r', async () => {
  const { seal, imageId } = firstAnswer('sp1');
  for (let nonce = word(seal, 68) + R; nonce < 1n << 256n; nonce += R) {
    expect(await official('sp1', patch(seal, 68, words(nonce)))).toBe('seal/public-input');
  }
  expect(await official('sp1', patch(seal, 68, words((1n << 256n) - 1n)))).toBe('seal/public-input');
  // The base field's modulus is the larger one: what is below it and not below r is refused as well.
  expect(await official('sp1', patch(seal, 68, words(P - 1n)))).toBe('seal/public-input');
  expect(await official('sp1', seal, { imageId: words(word(imageId) + R) })).toBe('seal/public-input');
});

test('10 STARK word ≥ the modulus; short, long, odd-length seal; Merkle index out of range', async () => {
  for (const index of Object.values(PUBLIC_VALUES)) {
    // The same number modulo the field's, written otherwise.
    expect(await judge({ seal: withPublicValue(index, (value) => value + MODULUS) }), `value ${index}`).toBe(
      'seal/malformed',
    );
  }
  for (const value of [MODULUS, 0xffff_ffff]) {
    expect(await judge({ seal: withPublicValue(PUBLIC_VALUES.exitCode, () => value) })).toBe(
      'seal/malformed',
    );
  }
  const { seal } = parts;
  for (const length of [0, 1, 3, 7, 104, seal.length >> 1, seal.length - 4, seal.length - 1]) {
    expect(await judge({ seal: seal.slice(0, length) }), `${length} bytes`).toBe('seal/malformed');
  }
  for (const more of [1, 3, 4, 32]) {
    expect(await judge({ seal: new Uint8Array([...seal, ...new Uint8Array(more)]) })).toBe('seal/malformed');
  }
  const at = merkleIndexAt(seal);
  const index = new DataView(seal.buffer, seal.byteOffset).getBigUint64(at, true);
  const digests = new DataView(seal.buffer, seal.byteOffset).getBigUint64(at + 8, true);
  for (const other of [
    index ^ 1n,
    index + (1n << digests),
    index + (1n << 32n),
    (1n << 63n) - 1n,
    (1n << 64n) - 1n,
  ]) {
    expect(await judge({ seal: withWord(seal, at, other) }), `index ${other}`).toMatch(SEAL);
  }
});

test('11 artifact hash mismatch, right hash wrong target/profile, right artifact wrong input, stale compiler version, revoked image ID', async () => {
  const artifact = bytes('add.cwasm');
  const options = { policy: await policy(), wasm, store: join(folder, 'store') };
  for (const other of [
    flip(artifact, 0),
    artifact.slice(1),
    new Uint8Array(),
    bytes('crypto-primitives.cwasm'),
  ]) {
    expect(await codeOf(acceptArtifact(receipt, other, options))).toBe('artifact/mismatch');
  }
  expect(existsSync(options.store)).toBe(false);
  expect(await judge({}, { targets: ['aarch64-unknown-linux-gnu'] })).toBe('policy/target');
  expect(await judge({}, { profiles: ['baseline'] })).toBe('policy/profile');
  for (const [changed, code] of [
    [{ ...journal, target: 'aarch64-unknown-linux-gnu' }, 'image/mismatch'],
    [{ ...journal, profile: new Uint8Array(32) }, 'image/mismatch'],
    [{ ...journal, compiler: { ...journal.compiler, version: '36.0.0' } }, 'image/mismatch'],
  ] as const) {
    expect(await judge({ journal: encodeJournal(changed) })).toBe(code);
  }
  expect(await judge({}, {}, bytes('invalid.wasm'))).toBe('wasm/mismatch');
  expect(await judge({}, {}, Uint8Array.from([...wasm, 0]))).toBe('wasm/mismatch');
  const stale = { ...image, compiler: { ...image.compiler, version: '48.0.7' } };
  expect(await judge({}, { images: [stale] })).toBe('image/mismatch');
  const revoked = { ...image, status: 'revoked', reason: 'a hole in it' };
  expect(await judge({}, { images: [revoked] })).toBe('image/revoked');
  expect(await judge({}, { images: [image, revoked] })).toBe('image/revoked');
  expect(await codeOf(acceptArtifact(receipt, artifact, options))).toBe('accepted');
});

test('12 bounds: claimed bound above node policy, integer overflow (> 2^53), unit mismatch (cycles vs ticks, cycles vs instructions)', async () => {
  const { cycles = 0n } = await verifyReceipt(receipt, { policy: await policy(), wasm });
  const { peakHeapBytes = 0n } = journal.metering;
  expect(await judge({}, { maxCycles: `${cycles}`, maxPeakHeapBytes: `${peakHeapBytes}` })).toBe('accepted');
  expect(await judge({}, { maxCycles: `${cycles - 1n}` })).toBe('policy/cycles');
  expect(await judge({}, { maxPeakHeapBytes: `${peakHeapBytes - 1n}` })).toBe('policy/heap');
  // The proof's clock ticks eight times a cycle: a bound in cycles is none of ticks.
  expect(cycles).toBe(
    BigInt(
      (JSON.parse(Buffer.from(bytes('fixtures.json')).toString()) as { add: { cycles: string } }).add.cycles,
    ),
  );
  // And instructions are none of cycles: the image's own count has a bound of its own.
  const { instructions = 0n } = journal.metering;
  expect(instructions).toBeLessThan(cycles);
  expect(await judge({}, { maxInstructions: `${instructions}` })).toBe('accepted');
  expect(await judge({}, { maxInstructions: `${instructions - 1n}` })).toBe('policy/instructions');
  const options = { policy: await policy(), wasm, store: join(folder, 'store') };
  expect(await codeOf(acceptBounds(receipt, options))).toBe('policy/bounds-incomplete');
  // Around 2^53 neighbours are told apart, and 2^64 - 1 does not wrap.
  for (const value of [2n ** 53n + 1n, 2n ** 64n - 1n]) {
    const large = { ...journal, metering: { ...journal.metering, peakHeapBytes: value } };
    const within = async (most: bigint) =>
      checkPolicy(await makePolicy({ images: [], maxPeakHeapBytes: `${most}` }), image, large, 1n);
    expect(await codeOf(within(value))).toBe('accepted');
    expect(await codeOf(within(value - 1n))).toBe('policy/heap');
    const over = async (most: bigint) =>
      checkPolicy(await makePolicy({ images: [], maxCycles: `${most}` }), image, journal, value);
    expect(await codeOf(over(value))).toBe('accepted');
    expect(await codeOf(over(value - 1n))).toBe('policy/cycles');
  }
  for (const most of [
    2 ** 53,
    1e300,
    -1,
    1.5,
    Number.NaN,
    '-1',
    '1e9',
    ' 1',
    '0x10',
    `1${'0'.repeat(20)}`,
    '',
  ]) {
    expect(await codeOf(makePolicy({ maxCycles: most as string })), `${most}`).toBe('policy/invalid');
  }
});

test('13 replay of a receipt for another chain/contract (domain tag in journal)', async () => {
  const chain = toHex(sha256(Buffer.from('another chain')));
  expect(await judge({}, { context: chain })).toBe('policy/context');
  // With the context that is wanted written into it, it is not what was proved.
  const moved = encodeJournal({ ...journal, context: new Uint8Array(Buffer.from(chain, 'hex')) });
  expect(await judge({ journal: moved }, { context: chain })).toBe('seal/journal-mismatch');
  // A statement of another kind in its place: the domain is the first thing in it.
  const domain = Buffer.from(parts.journal).indexOf(0);
  for (let at = 0; at <= domain; at += 1) {
    expect(await judge({ journal: flip(parts.journal, at) })).toMatch(/^journal\//);
  }
  const { statements } = decodeAggregate(bytes('aggregate.receipt'));
  expect(statements.some((one) => toHex(one.journal) === toHex(parts.journal))).toBe(true);
  expect(await judgeBytes(bytes('aggregate.receipt'))).toBe('receipt/aggregate');
});

test('14 resource exhaustion: giant declared lengths, deep nesting, JSON bomb, trailing bytes', async () => {
  const before = process.memoryUsage().rss;
  // Every length in the envelope, said to be giant.
  const head = (major: number) => Uint8Array.of((major << 5) | 27, 0x7f, ...new Uint8Array(7).fill(0xff));
  for (let at = 0; at < 700; at += 1) {
    const major = (receipt[at] ?? 0) >> 5;
    if (major < 2) continue;
    const giant = Uint8Array.from([
      ...receipt.subarray(0, at),
      ...head(major),
      ...receipt.subarray(at + 1, 2000),
    ]);
    expect(await judgeBytes(giant), `head at ${at}`).toMatch(/^receipt\//);
  }
  // In the seal: lengths that ask for more than there is memory.
  for (const length of [2n ** 32n, 2n ** 40n, 2n ** 60n, 2n ** 64n - 1n]) {
    expect(await judge({ seal: withWord(parts.seal, PUBLIC_VALUES_AT, length) })).toBe('seal/malformed');
    const at = merkleIndexAt(parts.seal) + 8;
    expect(await judge({ seal: withWord(parts.seal, at, length) })).toBe('seal/malformed');
  }
  for (const opening of [0x81, 0xa1, 0xc1, 0x9f, 0xd8]) {
    expect(await judgeBytes(new Uint8Array(8 << 20).fill(opening))).toMatch(/^receipt\//);
  }
  expect(await judgeBytes(new Uint8Array(50 << 20))).toBe('receipt/malformed');
  for (const tail of [1, 100, 1 << 20]) {
    expect(await judgeBytes(Uint8Array.from([...receipt, ...new Uint8Array(tail)]))).toMatch(/^receipt\//);
  }
  const { parsePolicy } = await import('../verifier/src/index.js');
  const text = (bomb: string) => codeOf((async () => parsePolicy(Buffer.from(bomb), 'bomb'))());
  for (const bomb of [
    '['.repeat(500_000),
    `{"maxCycles":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    '{"a":'.repeat(100_000),
    `{${Array.from({ length: 50_000 }, (_, i) => `"k${i}":0`).join()}}`,
    '{"maxCycles":"1","maxCycles":"9999"}',
    `{"maxCycles":"${'9'.repeat(900_000)}"}`,
    '{} {}',
  ]) {
    expect(await text(bomb), bomb.slice(0, 30)).toBe('policy/invalid');
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(1 << 30);
});

test('15 file swapped between hash and deserialize (TOCTOU): in memory, on arrival, in the store', async () => {
  const artifact = bytes('add.cwasm');
  const options = { policy: await policy(), wasm, store: join(folder, 'store') };
  // While the proof is checked its bytes change under the verifier's hands: what is stored is what was verified.
  const mine = receipt.slice();
  const accepting = acceptArtifact(mine, artifact, options);
  mine.fill(0, 100);
  const { path: entry } = await accepting;
  const stored = await readEntry(entry);
  expect(Buffer.from(stored.receipt).equals(receipt)).toBe(true);
  // A submission on the disk of a daemon, between its arrival and its storing: the bytes that are stored are hashed once more.
  const file = join(folder, 'arrived.upload');
  const put = (name: string) =>
    codeOf(putEntry(join(folder, name), stored.entry, { receipt, 'artifact.cwasm': { file } }));
  writeFileSync(file, artifact);
  expect(await put('arrived')).toBe('accepted');
  writeFileSync(file, flip(artifact, 100));
  expect(await put('swapped')).toBe('artifact/mismatch');
  // An entry of the store, after it was accepted: it is hashed as it is read, and those bytes are what the reader gets.
  for (const name of ['artifact.cwasm', 'receipt']) {
    const file = readdirSync(entry).find((one) => one.startsWith(name));
    if (file === undefined) throw new Error(`there is no ${name} in ${entry}`);
    rmSync(join(entry, file));
    writeFileSync(join(entry, file), flip(name === 'receipt' ? receipt : artifact, 50));
    expect(await codeOf(readEntry(entry))).toBe('store/corrupt');
    rmSync(join(entry, file));
    writeFileSync(join(entry, file), name === 'receipt' ? receipt : artifact);
    expect(await codeOf(readEntry(entry))).toBe('accepted');
  }
});

test.skipIf(!existsSync(RUNNER))(
  '15 file swapped between hash and deserialize (TOCTOU): in the runner',
  async () => {
    // A pipe gives the accepted bytes once, and others to whoever opens it again.
    const pipe = join(folder, 'artifact.cwasm');
    const other = join(folder, 'other');
    execFileSync('mkfifo', [pipe]);
    writeFileSync(other, flip(bytes('add.cwasm'), 300));
    const writer = spawn('sh', [
      '-c',
      'cat "$1" > "$0"; sleep 1; cat "$2" > "$0"',
      pipe,
      path('add.cwasm'),
      other,
    ]);
    const loaded = {
      artifact: pipe,
      digest: toHex(sha256(bytes('add.cwasm'))),
      built: { target: 'x86_64-unknown-linux-gnu', profile: 'fast-exec' },
    };
    const run = { id: 1, command: 'run', loaded, export: 'add', args: ['20', '22'], imports: 'trap' };
    const { stdout } = spawnSync(RUNNER, { input: `${JSON.stringify(run)}\n`, encoding: 'utf8' });
    writer.kill('SIGKILL');
    expect(JSON.parse(stdout)).toMatchObject({ event: 'result', results: ['42'] });
    const swapped = { ...run, loaded: { ...loaded, artifact: other } };
    const refused = spawnSync(RUNNER, { input: `${JSON.stringify(swapped)}\n`, encoding: 'utf8' });
    expect(JSON.parse(refused.stdout)).toMatchObject({ event: 'error', code: 'artifact-digest' });
  },
);

test('16 error never swallowed: verify returns typed error, process exits ≠ 0', async () => {
  const attacks: [string, Uint8Array][] = [
    ['nothing', new Uint8Array()],
    ['rubbish', new Uint8Array(5000).fill(0x5a)],
    ['cut', receipt.subarray(0, -1)],
    ['longer', Uint8Array.from([...receipt, 0])],
    ['image', encodeReceipt({ ...parts, imageId: flip(parts.imageId, 3) })],
    ['journal', encodeReceipt({ ...parts, journal: flip(parts.journal, parts.journal.length - 3) })],
    ['kind', encodeReceipt({ ...parts, sealKind: 'fake' })],
    ['proof', encodeReceipt({ ...parts, seal: flip(parts.seal, parts.seal.length >> 1) })],
    ['other', fixture('invalid').receipt],
  ];
  const store = join(folder, 'store');
  for (const [name, attack] of attacks) {
    const error: unknown = await verifyReceipt(attack, { policy: await policy(), wasm }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof VerifierError)) throw new Error(`${name}: ${String(error)}`);
    expect(Object.keys(ERROR_CODES)).toContain(error.code);
    const file = join(folder, `${name}.receipt`);
    writeFileSync(file, attack);
    const common = [file, '--wasm', path('add.wasm'), '--policy', path('policy.json')];
    // Every other one is verified, every other one is to be accepted.
    if (attacks.findIndex(([one]) => one === name) % 2 === 0) {
      const verified = await runNode([VERIFY, 'verify', ...common]);
      expect(verified, name).toMatchObject({ code: 1, out: '' });
      expect(verified.err).toContain(`refused (${error.code})`);
    } else {
      const put = ['--store', store, '--artifact', path('add.cwasm'), '--json'];
      const accepted = await runNode([VERIFY, 'accept', ...common, ...put]);
      expect(accepted.code, name).toBe(1);
      expect(JSON.parse(accepted.out)).toMatchObject({ outcome: 'refused', error: { code: error.code } });
    }
  }
  expect(existsSync(store)).toBe(false);
  const missing = await runNode([VERIFY, 'verify', join(folder, 'none'), '--wasm', path('add.wasm')]);
  expect(missing.code).toBe(1);
  expect((await runNode([VERIFY, 'verify', path('add.receipt')])).code).toBe(2);
});
