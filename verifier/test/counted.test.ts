/**
 * Receipts of images that count their instructions, judged with the clock of a `stark` seal. No committed receipt is of such an
 * image yet: the proof check is replaced by one that attests what a test says, and what comes after a proof that holds is real.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { codeOf } from '../../testkit/fixtures.js';
import { compiledJournal, rejectedJournal } from '../../testkit/made/journals.js';
import { encodeRows } from '../src/aggregate/encodeRows.js';
import { buildProgram } from '../src/cli/program.js';
import { type Image, type Journal, makePolicy, toHex, verifyReceipt } from '../src/index.js';
import { encodeAggregate, encodeJournal, encodeReceipt, fixedPart } from '../src/internal.js';
import {
  acceptAggregate,
  acceptArtifact,
  acceptBounds,
  acceptRejected,
  auditStore,
  type BoundsNeed,
  sha256,
} from '../src/node.js';
import type { Claim } from '../src/seal/checkStark.js';

const attested = vi.hoisted(() => ({ claims: [] as Claim[] }));
vi.mock(import('../src/seal/checkStark.js'), async (original) => ({
  ...(await original()),
  checkStark: async ([which]: Uint8Array) => attested.claims[which ?? 0] as Claim,
}));

const CYCLES = 5_000_000n;
const wasm = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const artifact = Uint8Array.of(1, 2, 3);
const imageId = new Uint8Array(32).fill(7);
const context = '01'.repeat(32);
const about = {
  wasm: { digest: sha256(wasm), length: BigInt(wasm.length) },
  outcome: { kind: 'compiled', artifact: { digest: sha256(artifact), length: BigInt(artifact.length) } },
} as const;
let store: string;

beforeEach(() => {
  store = join(mkdtempSync(join(tmpdir(), 'zkcwasm-counted-')), 'store');
});
afterEach(() => {
  attested.claims.length = 0;
  rmSync(join(store, '..'), { recursive: true, force: true });
  vi.restoreAllMocks();
});

function statement(instructions: bigint | undefined, changes: Partial<Journal> = {}): Journal {
  const metering = { peakHeapBytes: 7000n, ...(instructions === undefined ? {} : { instructions }) };
  return compiledJournal({ ...about, metering, ...changes });
}

/** A receipt that the replaced check takes: the image committed this journal within so many cycles. */
function receiptOf(journal: Journal, cycles = CYCLES): Uint8Array {
  const bytes = encodeJournal(journal);
  const seal = Uint8Array.of(attested.claims.push({ imageId, journalDigest: sha256(bytes), cycles }) - 1);
  return encodeReceipt({
    version: 1,
    proofSystem: 'sp1',
    circuit: 'v6.1.0',
    imageId,
    journal: bytes,
    sealKind: 'stark',
    seal,
  });
}

function image(counts = true): Image {
  const journal = compiledJournal();
  return {
    imageId: toHex(imageId),
    name: 'test',
    elfHash: '00'.repeat(32),
    compiler: journal.compiler,
    source: 'upstream',
    target: journal.target,
    profile: toHex(journal.profile),
    profileName: 'fast-exec',
    proofSystem: 'sp1',
    circuit: 'v6.1.0',
    status: 'active',
    ...(counts ? { countsInstructions: true } : {}),
  };
}

const policy = (changes: Record<string, unknown> = {}) =>
  makePolicy({ images: [image()], context, ...changes });

const judge = async (receipt: Uint8Array, changes: Record<string, unknown> = {}) =>
  codeOf(verifyReceipt(receipt, { policy: await policy(changes), wasm }));

const journalBytes = BigInt(encodeJournal(statement(1n)).length);
const least = CYCLES - fixedPart(journalBytes);

describe('the count and the clock of a stark seal', () => {
  test('are both told where they agree', async () => {
    for (const instructions of [least, CYCLES - 1n, CYCLES]) {
      const receipt = receiptOf(statement(instructions));
      const verified = await verifyReceipt(receipt, { policy: await policy(), wasm });
      expect(verified).toMatchObject({ sealKind: 'stark', cycles: CYCLES, instructions });
    }
  });

  test('are refused where they do not', async () => {
    for (const instructions of [0n, least - 1n, CYCLES + 1n, 2n ** 64n - 1n]) {
      expect(await judge(receiptOf(statement(instructions))), `${instructions}`).toBe('image/instructions');
    }
    // Before the policy has its say, and of refusals as well.
    expect(await judge(receiptOf(statement(0n)), { maxInstructions: 0 })).toBe('image/instructions');
    const refusal = rejectedJournal({ wasm: about.wasm, metering: { instructions: 0n } });
    expect(await judge(receiptOf(refusal), { allowRejected: true })).toBe('image/instructions');
  });

  test('an image that counts, and a journal without a count; one that does not, and a journal with one', async () => {
    expect(await judge(receiptOf(statement(undefined)))).toBe('image/instructions');
    const images = [image(false)];
    expect(await judge(receiptOf(statement(CYCLES)), { images })).toBe('image/instructions');
    expect(await judge(receiptOf(statement(undefined)), { images })).toBe('accepted');
  });

  test('that an image counts cannot be denied in its description', async () => {
    for (const countsInstructions of [false, 'true', 1, null]) {
      const images = [{ ...image(), countsInstructions }];
      expect(await codeOf(policy({ images }))).toBe('policy/invalid');
    }
  });
});

describe('a policy that bounds', () => {
  const receipt = () => receiptOf(statement(CYCLES - 1n));

  test('instructions, cycles or both, each at its bound and one below', async () => {
    expect(await judge(receipt(), { maxInstructions: `${CYCLES - 1n}` })).toBe('accepted');
    expect(await judge(receipt(), { maxInstructions: `${CYCLES - 2n}` })).toBe('policy/instructions');
    const both = { maxInstructions: `${CYCLES - 1n}`, maxCycles: `${CYCLES}` };
    expect(await judge(receipt(), both)).toBe('accepted');
    expect(await judge(receipt(), { ...both, maxCycles: `${CYCLES - 1n}` })).toBe('policy/cycles');
    expect(await judge(receipt(), { ...both, maxInstructions: 0 })).toBe('policy/instructions');
  });

  test('instructions of an image that does not count, however high', async () => {
    const uncounted = receiptOf(statement(undefined));
    const images = [image(false)];
    for (const maxInstructions of [0, '18446744073709551615']) {
      const verifying = verifyReceipt(uncounted, { policy: await policy({ images, maxInstructions }), wasm });
      await expect(verifying).rejects.toMatchObject({
        code: 'policy/instructions-uncounted',
        shortMessage: `image ${toHex(imageId)} does not count its instructions, and the policy bounds them`,
        hint: expect.stringContaining('maxCycles') as string,
      });
    }
  });
});

describe('bounds', () => {
  test.each([
    [{ maxCycles: `${CYCLES}` }, undefined],
    [{ maxInstructions: `${CYCLES}` }, 'instructions'],
    [{ maxCycles: `${CYCLES}`, maxInstructions: `${CYCLES}` }, 'cycles and instructions'],
  ])('under %j', async (bounds, boundedBy) => {
    const receipt = receiptOf(statement(CYCLES));
    const options = { policy: await policy(bounds), wasm, store };
    const { entry, path } = await acceptBounds(receipt, options);
    expect(entry).toMatchObject({ kind: 'bounds', cycles: `${CYCLES}`, instructions: `${CYCLES}` });
    expect(entry.boundedBy).toBe(boundedBy);
    expect(readFileSync(join(path, 'entry.json'), 'utf8').includes('boundedBy')).toBe(
      boundedBy !== undefined,
    );
    expect((await auditStore(store, { policies: [options.policy] })).held).toBe(1);
  });

  test('that an audit finds without their count are quarantined', async () => {
    const inForce = await policy({ maxInstructions: `${CYCLES}` });
    await acceptBounds(receiptOf(statement(CYCLES)), { policy: inForce, wasm, store });
    // The same receipt, proved to have taken longer.
    attested.claims[0] = { ...(attested.claims[0] as Claim), cycles: 2n * CYCLES };
    const { held, quarantined } = await auditStore(store, { policies: [inForce], dryRun: true });
    expect(held).toBe(0);
    expect(quarantined.map(({ error }) => error.code)).toEqual(['image/instructions']);
  });

  test('are incomplete under a policy that bounds neither', async () => {
    const accepting = acceptBounds(receiptOf(statement(CYCLES)), { policy: await policy(), wasm, store });
    await expect(accepting).rejects.toMatchObject({
      code: 'policy/bounds-incomplete',
      shortMessage: expect.stringContaining('maxCycles (or maxInstructions)') as string,
    });
  });
});

describe('bounds of a statement of an aggregate, which has no clock', () => {
  const aggregatorId = new Uint8Array(32).fill(8);
  const aggregators = [
    {
      imageId: toHex(aggregatorId),
      name: 'aggregator',
      elfHash: '00'.repeat(32),
      proofSystem: 'sp1',
      circuit: 'v6.1.0',
      status: 'active',
    },
  ];

  /** An aggregate that the replaced check takes. */
  function aggregateOf(journal: Journal): Uint8Array {
    const statements = [{ imageId, journal: encodeJournal(journal) }];
    const claim = { imageId: aggregatorId, journalDigest: sha256(encodeRows(statements)), cycles: CYCLES };
    return encodeAggregate({
      version: 1,
      sealKind: 'aggregate',
      proofSystem: 'sp1',
      circuit: 'v6.1.0',
      imageId: aggregatorId,
      statements,
      seal: Uint8Array.of(attested.claims.push(claim) - 1),
    });
  }

  const accept = async (journal: Journal, changes: Record<string, unknown>, any?: BoundsNeed[]) =>
    acceptAggregate(aggregateOf(journal), {
      policy: await policy({ aggregators, ...changes }),
      modules: [wasm],
      store,
      bounds: true,
      ...(any === undefined ? {} : { any }),
    });

  test('are taken where the policy bounds instructions, and an audit keeps them', async () => {
    const bounds = { maxInstructions: `${CYCLES}` };
    const [accepted] = await accept(statement(CYCLES), bounds);
    expect(accepted?.entry).toMatchObject({
      kind: 'bounds',
      instructions: `${CYCLES}`,
      boundedBy: 'instructions',
    });
    expect(accepted?.entry).not.toHaveProperty('cycles');
    const inForce = await policy({ aggregators, ...bounds });
    expect(await auditStore(store, { policies: [inForce] })).toMatchObject({ held: 1, quarantined: [] });
  });

  test('are refused where it does not, or where there are too many, or none were counted', async () => {
    const code = (...options: Parameters<typeof accept>) => codeOf(accept(...options));
    expect(await code(statement(CYCLES), { maxCycles: `${CYCLES}` })).toBe('policy/cycles-unproved');
    expect(await code(statement(CYCLES), {}, ['cycles'])).toBe('policy/cycles-unproved');
    const both = { maxCycles: `${CYCLES}`, maxInstructions: `${CYCLES}` };
    expect(await code(statement(CYCLES), both)).toBe('policy/cycles-unproved');
    expect(await code(statement(CYCLES), { maxInstructions: `${CYCLES - 1n}` })).toBe('policy/instructions');
    const uncounted = { images: [image(false)], maxInstructions: `${CYCLES}` };
    expect(await code(statement(undefined), uncounted)).toBe('policy/instructions-uncounted');
    expect(await code(statement(CYCLES), uncounted)).toBe('image/instructions');
  });
});

test('artifacts and refusals are stored with their count', async () => {
  const options = { policy: await policy({ allowRejected: true }), wasm, store };
  const { entry } = await acceptArtifact(receiptOf(statement(CYCLES)), artifact, options);
  expect(entry).toMatchObject({ kind: 'artifact', cycles: `${CYCLES}`, instructions: `${CYCLES}` });
  expect(entry).not.toHaveProperty('boundedBy');
  const refusal = rejectedJournal({ wasm: about.wasm, metering: { instructions: CYCLES } });
  const rejected = await acceptRejected(receiptOf(refusal), options);
  expect(rejected.entry).toMatchObject({ kind: 'rejected', instructions: `${CYCLES}` });
  expect((await auditStore(store, { policies: [options.policy] })).held).toBe(2);
});

test('the commands print instructions behind cycles, in JSON and for people', async () => {
  const folder = join(store, '..');
  const file = (at: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, at), content);
    return join(folder, at);
  };
  const printed: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  const input = { images: [image()], context, maxInstructions: `${CYCLES}` };
  const common = ['--wasm', file('w', wasm), '--policy', file('policy.json', JSON.stringify(input))];
  const receipt = file('r', receiptOf(statement(CYCLES - 7n)));
  const run = async (...args: string[]) => {
    await buildProgram().parseAsync([...args, ...common], { from: 'user' });
    return printed.splice(0).join('');
  };
  for (const args of [
    ['verify', receipt],
    ['accept', receipt, '--bounds-only', '--store', store],
  ]) {
    const object = JSON.parse(await run(...args, '--json')) as Record<string, unknown>;
    expect(object).toMatchObject({ cycles: '5000000', instructions: '4999993', proved: true });
    const keys = Object.keys(object);
    expect(keys.indexOf('instructions')).toBe(keys.indexOf('cycles') + 1);
    expect(await run(...args)).toMatch(/^ {2}cycles {8}5,000,000 .*\n {2}instructions {2}4,999,993 /m);
    expect(await run(...args, '--verbose')).toMatch(/^cycles {10}5000000\ninstructions {4}4999993$/m);
  }
  expect(readdirSync(store)).toContain('v2');
});
