import { beforeAll, describe, expect, test } from 'vitest';
import { bytes, codeOf, fixture, policy } from '../../../testkit/fixtures.js';
import { compiledJournal } from '../../../testkit/made/journals.js';
import {
  type Aggregate,
  decodeAggregate,
  decodeJournal,
  decodeReceipt,
  type FoldedStatement,
  knownAggregators,
  knownImages,
  toHex,
  verifyAggregate,
  verifyReceipt,
} from '../../src/index.js';
import { encodeAggregate, encodeJournal, encodeReceipt, sortStatements } from '../../src/internal.js';
import { aggregatorId, FOLDED, foldedStatements, madeUpBytes, positionOf } from './parts.js';

const receipt = bytes('aggregate.receipt');
const modules = FOLDED.map((name) => fixture(name).wasm);
let parts: Aggregate;

beforeAll(() => {
  parts = decodeAggregate(receipt);
});

/** The committed aggregate with parts replaced, judged under a policy that takes refusals. */
async function judge(
  changes: Partial<Aggregate>,
  policyChanges: Record<string, unknown> = {},
  select?: number[],
): Promise<string> {
  return codeOf(
    verifyAggregate(encodeAggregate({ ...parts, ...changes }), {
      policy: await policy({ allowRejected: true, ...policyChanges }),
      modules,
      ...(select === undefined ? {} : { select }),
    }),
  );
}

test('the committed aggregate gives the statements of its three receipts, without cycles', async () => {
  const trusting = await policy({ allowRejected: true });
  const { aggregator, statements } = await verifyAggregate(receipt, { policy: trusting, modules });
  expect(aggregator.name).toBe('aggregator');
  const single = await Promise.all(
    FOLDED.map((name) =>
      verifyReceipt(fixture(name).receipt, { policy: trusting, wasm: fixture(name).wasm }),
    ),
  );
  expect(statements.map(({ index }) => index)).toEqual([0, 1, 2]);
  for (const { image, journal } of single) {
    const same = statements.find(
      (s) => Buffer.compare(encodeJournal(s.journal), encodeJournal(journal)) === 0,
    );
    expect(same).toMatchObject({ image, sealKind: 'aggregate' });
    expect(same && 'cycles' in same).toBe(false);
  }
});

test('one statement is enough for who wants one: the others need neither module nor trust', async () => {
  const images = (await knownImages()).filter(({ imageId }) => imageId.startsWith('00e0b81f'));
  const only = await policy({ images, aggregators: await knownAggregators() });
  const baseline = fixture('crypto-primitives-baseline').wasm;
  const options = { policy: only, modules: [baseline], select: [positionOf('crypto-primitives-baseline')] };
  expect((await verifyAggregate(receipt, options)).statements).toHaveLength(1);
  expect(await codeOf(verifyAggregate(receipt, { policy: only, modules: [baseline] }))).toBe('image/unknown');
});

describe('the statements must be the ones that were folded', () => {
  test('a journal that was swapped for another of the same image', async () => {
    const kept = foldedStatements(FOLDED.slice(0, 2));
    const { imageId } = decodeReceipt(fixture('invalid').receipt);
    const { journal } = decodeReceipt(fixture('shape-limit').receipt);
    const statements = sortStatements([...kept, { imageId, journal }]);
    const about = [...modules, fixture('shape-limit').wasm];
    const found = await codeOf(
      verifyAggregate(encodeAggregate({ ...parts, statements }), {
        policy: await policy({ allowRejected: true }),
        modules: about.filter((_, i) => i !== 2),
      }),
    );
    expect(found).toBe('seal/journal-mismatch');
  });

  test('a measured value that was changed', async () => {
    const statements = parts.statements.map((statement, i) => {
      const journal = statement.journal.slice();
      // The last byte of the last measured value.
      if (i === positionOf('add')) journal[journal.length - 1] = 1;
      return { ...statement, journal };
    });
    expect(await judge({ statements: sortStatements(statements) })).toBe('seal/journal-mismatch');
  });

  test('an image ID that was exchanged', async () => {
    const other = decodeReceipt(fixture('crypto-primitives-fast-prove').receipt).imageId;
    const statements = parts.statements.map((s, i) => (i === 0 ? { ...s, imageId: other } : s));
    const trusting = { sources: ['upstream', 'tuned'] };
    expect(await judge({ statements: sortStatements(statements) }, trusting)).toBe('image/mismatch');
  });

  test('one left out, one added, one twice, the order changed', async () => {
    const [first, second, third] = parts.statements as [FoldedStatement, FoldedStatement, FoldedStatement];
    const without = { policy: await policy(), modules: modules.slice(0, 2) };
    const left = encodeAggregate({
      ...parts,
      statements: sortStatements(foldedStatements(FOLDED.slice(0, 2))),
    });
    expect(await codeOf(verifyAggregate(left, without))).toBe('seal/journal-mismatch');
    const { imageId, journal } = decodeReceipt(fixture('crypto-primitives').receipt);
    const added = sortStatements([...parts.statements, { imageId, journal }]);
    expect(await judge({ statements: added })).toBe('seal/journal-mismatch');
    expect(await judge({ statements: [first, second, second, third] })).toBe('aggregate/order');
    expect(await judge({ statements: [second, first, third] })).toBe('aggregate/order');
    expect(await judge({ statements: [] })).toBe('aggregate/empty');
  });
});

describe('whom the policy trusts', () => {
  test('the aggregator', async () => {
    expect(await judge({}, { aggregators: [] })).toBe('image/unknown');
    const [aggregator] = await knownAggregators();
    const revoked = { ...aggregator, status: 'revoked', reason: 'a test' };
    expect(await judge({}, { aggregators: [aggregator, revoked] })).toBe('image/revoked');
    const other = { ...aggregator, circuit: 'v9' };
    expect(await judge({}, { aggregators: [other] })).toBe('receipt/proof-system');
    expect(await judge({ circuit: 'v9' })).toBe('receipt/proof-system');
    expect(await judge({ proofSystem: 'risc0' })).toBe('receipt/proof-system');
  });

  test('a policy that says which images it trusts, or pins their list, must name aggregators too', async () => {
    const images = await knownImages();
    expect(await judge({}, { images })).toBe('image/unknown');
    expect(await judge({}, { images, aggregators: await knownAggregators() })).toBe('accepted');
  });

  test('each image', async () => {
    const aggregators = await knownAggregators();
    const images = (await knownImages()).filter(({ imageId }) => !imageId.startsWith('00e0b81f'));
    expect(await judge({}, { images, aggregators })).toBe('image/unknown');
    expect(await judge({}, { sources: ['tuned'] })).toBe('image/source');
  });

  test('a compiler image is no aggregator, and an aggregator compiles nothing', async () => {
    const { imageId } = decodeReceipt(fixture('add').receipt);
    expect(await judge({ imageId })).toBe('image/kind');
    const asReceipt = encodeReceipt({
      ...decodeReceipt(fixture('add').receipt),
      imageId: await aggregatorId(),
    });
    const options = { policy: await policy(), wasm: fixture('add').wasm };
    expect(await codeOf(verifyReceipt(asReceipt, options))).toBe('image/kind');
  });
});

describe("an image's count of instructions", () => {
  const seal = new Uint8Array(16).fill(7);
  /** The images of the package, of which those with these IDs are listed as ones that count. */
  async function listed(...counting: Uint8Array[]): Promise<Record<string, unknown>> {
    const ids = counting.map(toHex);
    const images = (await knownImages()).map(({ countsInstructions: _, ...image }) =>
      ids.includes(image.imageId) ? { ...image, countsInstructions: true } : image,
    );
    return { images, aggregators: await knownAggregators() };
  }
  const all = () => parts.statements.map(({ imageId }) => imageId);
  /** The statements with so many instructions in their journals, or with none. */
  function counted(instructions: bigint | undefined, statements = parts.statements): FoldedStatement[] {
    return sortStatements(
      statements.map((statement) => {
        const journal = decodeJournal(statement.journal);
        const { instructions: _, ...metering } = journal.metering;
        const changed = instructions === undefined ? metering : { ...metering, instructions };
        return { ...statement, journal: encodeJournal({ ...journal, metering: changed }) };
      }),
    );
  }

  test('each statement has one exactly where its image is listed as one that counts', async () => {
    // What comes next is the seal, which is none.
    expect(await judge({ seal }, await listed(...all()))).toBe('seal/malformed');
    expect(await judge({ seal }, await listed())).toBe('image/instructions');
    const statements = counted(undefined);
    expect(await judge({ seal, statements }, await listed())).toBe('seal/malformed');
    expect(await judge({ seal, statements }, await listed(...all()))).toBe('image/instructions');
  });

  test('of a statement that is not selected, it is left alone', async () => {
    const wanted = foldedStatements(['invalid']);
    const others = counted(undefined, foldedStatements(FOLDED.slice(0, 2)));
    const statements = sortStatements([...wanted, ...others]);
    const select = [statements.indexOf(wanted[0] as FoldedStatement)];
    const options = { policy: await policy({ allowRejected: true }), modules: modules.slice(2), select };
    const bytes = encodeAggregate({ ...parts, seal, statements });
    expect(await codeOf(verifyAggregate(bytes, options))).toBe('seal/malformed');
  });

  test('a policy bounds it, which takes the place of cycles', async () => {
    const statements = counted(5_000_000n);
    const counting = await listed(...all());
    const within = (maxInstructions: string) => judge({ seal, statements }, { ...counting, maxInstructions });
    expect(await within('5000000')).toBe('seal/malformed');
    expect(await within('4999999')).toBe('policy/instructions');
    const uncounted = { ...(await listed()), maxInstructions: '5000000' };
    expect(await judge({ seal, statements: counted(undefined) }, uncounted)).toBe(
      'policy/instructions-uncounted',
    );
  });
});

describe('what a policy asks of the statements', () => {
  test('a refusal, where artifacts are wanted', async () => {
    expect(await judge({}, { allowRejected: false })).toBe('policy/rejected-module');
    expect(await judge({}, { allowRejected: false }, [positionOf('invalid')])).toBe('policy/rejected-module');
  });

  test('cycles, which no aggregate attests', async () => {
    expect(await judge({}, { maxCycles: '100000000000' })).toBe('policy/cycles-unproved');
    const price = { flat: 0, perMegacycle: 1 };
    expect(await judge({}, { price })).toBe('accepted');
    expect(await judge({}, { price, maxPrice: 1_000_000 })).toBe('policy/cycles-unproved');
  });

  test('heap and measured values, which the journals have', async () => {
    expect(await judge({}, { maxPeakHeapBytes: '100000000' })).toBe('accepted');
    expect(await judge({}, { maxPeakHeapBytes: 1 })).toBe('policy/heap');
    expect(await judge({}, { metering: { peakHeapBytes: '100000000' } })).toBe('accepted');
    expect(await judge({}, { metering: { allocatedBytes: 1 } })).toBe('policy/metering');
    expect(await judge({}, { context: '11'.repeat(32) })).toBe('policy/context');
  });
});

describe('modules and selection', () => {
  const verify = async (about: readonly Uint8Array[], select?: number[]) =>
    codeOf(
      verifyAggregate(receipt, {
        policy: await policy({ allowRejected: true }),
        modules: about,
        ...(select === undefined ? {} : { select }),
      }),
    );

  test('each selected statement is about a module given, and each module is in one', async () => {
    expect(await verify(modules.slice(0, 2))).toBe('wasm/mismatch');
    expect(await verify([])).toBe('wasm/mismatch');
    expect(await verify([...modules, fixture('shape-limit').wasm])).toBe('wasm/mismatch');
    expect(await verify(modules, [2])).toBe('wasm/mismatch');
    const twice = [positionOf('invalid'), positionOf('invalid')];
    expect(await verify([fixture('invalid').wasm], twice)).toBe('accepted');
  });

  test('what is not there, or none', async () => {
    expect(await verify(modules, [])).toBe('aggregate/selection');
    expect(await verify(modules, [3])).toBe('aggregate/selection');
    expect(await verify(modules, [-1])).toBe('aggregate/selection');
    expect(await verify(modules, [0.5])).toBe('aggregate/selection');
  });
});

describe('seals', () => {
  test('that of a single receipt is none of an aggregate, and the other way round', async () => {
    expect(await judge({ seal: decodeReceipt(fixture('add').receipt).seal })).toBe('seal/image-mismatch');
    const receipt = encodeReceipt({ ...decodeReceipt(fixture('add').receipt), seal: parts.seal });
    const options = { policy: await policy(), wasm: fixture('add').wasm };
    expect(await codeOf(verifyReceipt(receipt, options))).toBe('seal/image-mismatch');
    // A real proof of a program that nobody trusts.
    expect(await judge({ version: 1, seal: bytes('other-program.seal') })).toBe('seal/image-mismatch');
  });

  test('one with a byte more, a byte less, a byte flipped, none', async () => {
    const { seal } = parts;
    const flipped = seal.slice();
    flipped[seal.length >> 1] = (flipped[seal.length >> 1] ?? 0) ^ 1;
    expect(await judge({ seal: Buffer.concat([seal, Buffer.of(0)]) })).toBe('seal/malformed');
    expect(await judge({ seal: seal.subarray(0, -1) })).toBe('seal/malformed');
    expect(await judge({ seal: new Uint8Array() })).toBe('seal/malformed');
    expect(await judge({ seal: flipped })).toMatch(/^seal\//);
  });

  test('bytes of the envelope flipped, here and there: a typed error each', async () => {
    const trusting = await policy({ allowRejected: true });
    const rest = receipt.length - parts.seal.length;
    for (let at = 0; at < rest; at += 23) {
      const flipped = receipt.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 0x04;
      const code = await codeOf(verifyAggregate(flipped, { policy: trusting, modules }));
      expect(code, `byte ${at}`).toMatch(/^[a-z]+\/[a-z-]+$/);
    }
  });
});

test('an aggregate nested in itself', async () => {
  const own = { imageId: await aggregatorId(), journal: encodeJournal(compiledJournal()) };
  const options = { policy: await policy({ allowRejected: true }), modules };
  const nested = await madeUpBytes({ statements: sortStatements([...parts.statements, own]) });
  expect(await codeOf(verifyAggregate(nested, options))).toBe('aggregate/nested');
});
