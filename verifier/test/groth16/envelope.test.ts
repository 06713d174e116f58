/**
 * Groth16 receipts from end to end. The official keys prove nothing about zkcwasm's images yet, so the statements here
 * are proved under a key whose secrets the test knows; that the official keys work is shown in knownAnswers.test.ts.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { codeOf } from '../../../testkit/fixtures.js';
import { firstAnswer, fromHex, systemNames } from '../../../testkit/groth16/knownAnswers.js';
import { buildProgram } from '../../src/cli/program.js';
import {
  decodeReceipt,
  type Image,
  type Journal,
  makePolicy,
  type Receipt,
  toHex,
  verifyReceipt,
} from '../../src/index.js';
import { encodeJournal, encodeReceipt, NO_IMPORTS } from '../../src/internal.js';
import { acceptArtifact, acceptBounds, auditStore, sha256 } from '../../src/node.js';
import { findSealCheck } from '../../src/seal/findSealCheck.js';
import { risc0PublicInputs } from '../../src/seal/risc0/risc0PublicInputs.js';
import { sp1PublicInputs } from '../../src/seal/sp1/sp1PublicInputs.js';
import { encodeG1, encodeG2, flip } from './encodePoint.js';
import { simulate, simulatedKey } from './simulatedKey.js';

const keys = vi.hoisted(() => ({ simulated: true }));
vi.mock(import('../../src/seal/sp1/sp1PreparedKey.js'), async (original) => {
  const { sp1PreparedKey } = await original();
  return { sp1PreparedKey: () => (keys.simulated ? simulatedKey() : sp1PreparedKey()) };
});
vi.mock(import('../../src/seal/risc0/risc0PreparedKey.js'), async (original) => {
  const { risc0PreparedKey } = await original();
  return { risc0PreparedKey: () => (keys.simulated ? simulatedKey() : risc0PreparedKey()) };
});

const wasm = fromHex('0061736d01000000');
const artifact = Uint8Array.of(1, 2, 3);
const journal: Journal = {
  context: new Uint8Array(32).fill(5),
  compiler: { name: 'wasmtime', version: '48.0.8' },
  profile: new Uint8Array(32).fill(6),
  target: 'x86_64-unknown-linux-gnu',
  wasm: { digest: sha256(wasm), length: BigInt(wasm.length) },
  limits: { functions: 10n },
  imports: NO_IMPORTS.digest,
  outcome: { kind: 'compiled', artifact: { digest: sha256(artifact), length: BigInt(artifact.length) } },
  metering: { peakHeapBytes: 1000n },
};
const imageId = flip(new Uint8Array(32).fill(7), 0, 0);
const images: Record<'sp1' | 'risc0', Image> = {
  sp1: makeImage('sp1', 'v6.1.0'),
  risc0: makeImage('risc0', 'v3.0.0'),
};
let folder: string;

beforeEach(() => {
  keys.simulated = true;
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-groth16-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  vi.restoreAllMocks();
});

function makeImage(proofSystem: string, circuit: string): Image {
  return {
    imageId: toHex(imageId),
    name: 'test',
    elfHash: '00'.repeat(32),
    compiler: journal.compiler,
    source: 'upstream',
    target: journal.target,
    profile: toHex(journal.profile),
    profileName: 'fast-exec',
    proofSystem,
    circuit,
    status: 'active',
  };
}

function makeReceipt(
  proofSystem: 'sp1' | 'risc0',
  changes: Partial<Receipt> = {},
  proved: Journal = journal,
): Uint8Array {
  const bytes = encodeJournal(proved);
  const expected = { imageId, journalDigest: sha256(bytes) };
  const nonce = new Uint8Array(32);
  const inputs = proofSystem === 'sp1' ? sp1PublicInputs(expected, nonce) : risc0PublicInputs(expected);
  const { a, b, c } = simulate(inputs);
  const header = firstAnswer(proofSystem).seal.slice(0, proofSystem === 'sp1' ? 100 : 4);
  return encodeReceipt({
    version: 1,
    proofSystem,
    circuit: images[proofSystem].circuit,
    imageId,
    journal: bytes,
    sealKind: 'groth16',
    seal: new Uint8Array(Buffer.concat([header, encodeG1(a), encodeG2(b), encodeG1(c)])),
    ...changes,
  });
}

async function policy(proofSystem: 'sp1' | 'risc0', changes: Record<string, unknown> = {}) {
  return makePolicy({ images: [images[proofSystem]], ...changes });
}

describe.each(systemNames)('a Groth16 receipt of %s', (name) => {
  const receipt = makeReceipt(name);

  test('is small, verifies, and says nothing about cycles', async () => {
    expect(receipt.length).toBeLessThan(1000);
    const verified = await verifyReceipt(receipt, { policy: await policy(name), wasm });
    expect(verified).toEqual({ image: images[name], journal, sealKind: 'groth16' });
    expect('cycles' in verified).toBe(false);
  });

  test('is refused where cycles are bounded, however high', async () => {
    for (const maxCycles of [0, '18446744073709551615']) {
      const strict = await policy(name, { maxCycles });
      expect(await codeOf(verifyReceipt(receipt, { policy: strict, wasm }))).toBe('policy/cycles-unproved');
    }
    const lax = await policy(name, { maxPeakHeapBytes: 1000, maxArtifactBytes: 3 });
    expect(await codeOf(verifyReceipt(receipt, { policy: lax, wasm }))).toBe('accepted');
    const tight = await policy(name, { maxPeakHeapBytes: 999 });
    expect(await codeOf(verifyReceipt(receipt, { policy: tight, wasm }))).toBe('policy/heap');
  });

  test('has no price, and is refused where the price is bounded', async () => {
    const price = { flat: 1, perMegacycle: 1 };
    const verified = await verifyReceipt(receipt, { policy: await policy(name, { price }), wasm });
    expect('price' in verified).toBe(false);
    const bounded = await policy(name, { price, maxPrice: '18446744073709551615' });
    expect(await codeOf(verifyReceipt(receipt, { policy: bounded, wasm }))).toBe('policy/cycles-unproved');
  });

  test('is held against limits and imports', async () => {
    const judge = async (changes: Record<string, unknown>) =>
      codeOf(verifyReceipt(receipt, { policy: await policy(name, changes), wasm }));
    expect(await judge({ limits: { functions: 10 }, imports: [] })).toBe('accepted');
    expect(await judge({ limits: { functions: 9 } })).toBe('policy/limit');
    expect(await judge({ imports: ['*'] })).toBe('policy/imports');
  });

  test('of a refusal is taken only where refusals are wanted, and proves no artifact', async () => {
    const outcome = {
      kind: 'rejected',
      reason: 'heap limit',
      limit: 'heapBytes',
      functionIndex: undefined,
      offset: undefined,
      value: 1001n,
      bound: 1000n,
    } as const;
    const refusal = makeReceipt(name, {}, { ...journal, outcome });
    expect(await codeOf(verifyReceipt(refusal, { policy: await policy(name), wasm }))).toBe(
      'policy/rejected-module',
    );
    const wanting = await policy(name, { allowRejected: true });
    const verified = await verifyReceipt(refusal, { policy: wanting, wasm });
    expect(verified.journal.outcome).toEqual(outcome);
    const accepting = acceptArtifact(refusal, artifact, { policy: wanting, wasm, store: folder });
    expect(await codeOf(accepting)).toBe('artifact/missing');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is refused under the official key', async () => {
    keys.simulated = false;
    expect(await codeOf(verifyReceipt(receipt, { policy: await policy(name), wasm }))).toBe('seal/rejected');
  });

  test('about another journal or module', async () => {
    const other = encodeJournal({ ...journal, metering: { peakHeapBytes: 1n } });
    const changed = makeReceipt(name, { journal: other });
    expect(await codeOf(verifyReceipt(changed, { policy: await policy(name), wasm }))).toBe('seal/rejected');
    expect(await codeOf(verifyReceipt(receipt, { policy: await policy(name), wasm: artifact }))).toBe(
      'wasm/mismatch',
    );
  });

  test('with a trusted image that the proof is not about', async () => {
    const id = flip(imageId, 31);
    const trusting = await makePolicy({ images: [{ ...images[name], imageId: toHex(id) }] });
    const changed = makeReceipt(name, { imageId: id });
    expect(await codeOf(verifyReceipt(changed, { policy: trusting, wasm }))).toBe('seal/rejected');
  });

  test('named otherwise than it is', async () => {
    const judge = async (changes: Partial<Receipt>, image = images[name]) =>
      codeOf(
        verifyReceipt(makeReceipt(name, changes), { policy: await makePolicy({ images: [image] }), wasm }),
      );
    const other = name === 'sp1' ? images.risc0 : images.sp1;
    expect(await judge({ proofSystem: other.proofSystem })).toBe('receipt/proof-system');
    expect(await judge({ circuit: other.circuit })).toBe('receipt/proof-system');
    expect(await judge({ sealKind: 'fake' })).toBe('receipt/proof-system');
    expect(await judge({ sealKind: 'groth16 ' })).toBe('receipt/malformed');
    // A seal of the one system that says it is of the other, for an image of either.
    const { proofSystem, circuit } = other;
    expect(await judge({ proofSystem, circuit })).toBe('receipt/proof-system');
    expect(await judge({ proofSystem, circuit }, other)).toBe('seal/malformed');
    expect(await judge({}, other)).toBe('receipt/proof-system');
    expect(await judge({ sealKind: 'stark' })).toBe(
      name === 'sp1' ? 'seal/malformed' : 'receipt/proof-system',
    );
  });

  test('puts an artifact into the store, without cycles', async () => {
    const options = { policy: await policy(name), wasm, store: folder };
    const { entry, path } = await acceptArtifact(receipt, artifact, options);
    expect('cycles' in entry).toBe(false);
    expect(readFileSync(join(path, 'entry.json'), 'utf8')).not.toContain('cycles');
    expect((await acceptArtifact(receipt, artifact, options)).path).toBe(path);
  });

  test('bounds no native compilation', async () => {
    const options = { policy: await policy(name), wasm, store: folder };
    const any = ['cycles', 'context'] as const;
    expect(await codeOf(acceptBounds(receipt, { ...options, any }))).toBe('policy/cycles-unproved');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of an image that counts bounds a compilation by its instructions', async () => {
    const counted = makeReceipt(
      name,
      {},
      { ...journal, metering: { peakHeapBytes: 1000n, instructions: 500n } },
    );
    const trusting = (changes: Record<string, unknown>) =>
      makePolicy({ images: [{ ...images[name], countsInstructions: true }], ...changes });
    const context = toHex(journal.context);
    const options = { policy: await trusting({ context, maxInstructions: 500 }), wasm, store: folder };
    const { entry, verified, path } = await acceptBounds(counted, options);
    expect(verified.instructions).toBe(500n);
    expect(entry).toMatchObject({ kind: 'bounds', instructions: '500', boundedBy: 'instructions' });
    expect(entry).not.toHaveProperty('cycles');
    expect(readFileSync(join(path, 'entry.json'), 'utf8')).not.toContain('"cycles"');
    expect(await auditStore(folder, { policies: [options.policy] })).toMatchObject({ held: 1 });

    const accept = async (receipt: Uint8Array, changes: Record<string, unknown>) => {
      const any = ['cycles', 'context'] as const;
      return codeOf(acceptBounds(receipt, { ...options, policy: await trusting(changes), any }));
    };
    expect(await accept(counted, { maxInstructions: 499 })).toBe('policy/instructions');
    // The clock is asked for as well, or nothing is bounded at all.
    expect(await accept(counted, { maxInstructions: 500, maxCycles: 500 })).toBe('policy/cycles-unproved');
    expect(await accept(counted, {})).toBe('policy/cycles-unproved');
    // The image counts, and the statement does not say how many; or the other way around.
    expect(await accept(receipt, { maxInstructions: 500 })).toBe('image/instructions');
    const notCounting = [images[name]];
    expect(await accept(counted, { images: notCounting, maxInstructions: 500 })).toBe('image/instructions');
    expect(await accept(receipt, { images: notCounting, maxInstructions: 500 })).toBe(
      'policy/instructions-uncounted',
    );
    expect(readdirSync(join(folder, 'v2'))).toHaveLength(1);
  });

  test('the command prints no cycles', async () => {
    const file = (at: string, content: string | Uint8Array) => {
      writeFileSync(join(folder, at), content);
      return join(folder, at);
    };
    const printed: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
    const policyFile = file('policy.json', JSON.stringify({ images: [images[name]] }));
    const args = ['verify', file('r', receipt), '--wasm', file('w', wasm), '--policy', policyFile];
    await buildProgram().parseAsync([...args, '--json'], { from: 'user' });
    await buildProgram().parseAsync(args, { from: 'user' });
    const object = JSON.parse(printed[0] ?? '') as Record<string, unknown>;
    expect(object).toMatchObject({ outcome: 'compiled', sealKind: 'groth16', proved: true });
    expect(Object.keys(object)).not.toContain('cycles');
    expect(printed.slice(1).join('')).not.toContain('cycles');
  });

  test('the envelope carries an official proof to its check', async () => {
    keys.simulated = false;
    const { journal: statement, ...answer } = firstAnswer(name);
    const bytes = makeReceipt(name, { ...answer, journal: statement });
    const decoded = decodeReceipt(bytes);
    const expected = { imageId: decoded.imageId, journalDigest: sha256(decoded.journal) };
    expect(await findSealCheck(decoded, images[name])(decoded.seal, expected)).toEqual({
      sealKind: 'groth16',
    });
    // The statement is not zkcwasm's, and so no receipt of it is ever taken.
    const trusting = await makePolicy({ images: [{ ...images[name], imageId: toHex(answer.imageId) }] });
    expect(await codeOf(verifyReceipt(bytes, { policy: trusting, wasm }))).toBe('journal/malformed');
  });
});

test('a policy that trusts an image for something unknown takes nothing for it', async () => {
  const unknown = await makePolicy({ images: [{ ...images.sp1, circuit: 'v9' }] });
  const receipt = makeReceipt('sp1', { circuit: 'v9' });
  expect(await codeOf(verifyReceipt(receipt, { policy: unknown, wasm }))).toBe('receipt/proof-system');
});

const dist = new URL('../../dist/seal/sp1/checkSp1Groth16.js', import.meta.url);
test.runIf(existsSync(dist))('the process ends by itself', async () => {
  const { imageId, journalDigest, seal } = firstAnswer('sp1');
  const hex = [imageId, journalDigest, seal].map(toHex);
  const code = `
    import { checkSp1Groth16 } from ${JSON.stringify(dist.pathname)};
    const [imageId, journalDigest, seal] = process.argv.slice(1).map((h) => new Uint8Array(Buffer.from(h, 'hex')));
    console.log((await checkSp1Groth16(seal, { imageId, journalDigest })).sealKind);`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', code, '--', ...hex],
    { timeout: 60_000 },
  );
  expect(stdout).toBe('groth16\n');
});
