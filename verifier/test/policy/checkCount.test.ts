import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImageError } from '../../src/index.js';
import { CALL_CYCLES, checkCount, fixedPart, whyDisagree } from '../../src/policy/checkCount.js';

const imageId = 'ab'.repeat(32);
const counting = { imageId, countsInstructions: true } as const;
const JOURNAL_BYTES = 668;

function judge(
  image: Parameters<typeof checkCount>[0],
  instructions: bigint | undefined,
  cycles: bigint | undefined,
): ImageError | bigint | undefined {
  try {
    const metering = instructions === undefined ? {} : { instructions };
    return checkCount(image, { metering }, JOURNAL_BYTES, cycles);
  } catch (error) {
    expect(error).toBeInstanceOf(ImageError);
    expect(error).toMatchObject({ code: 'image/instructions' });
    return error as ImageError;
  }
}

describe('an image that counts', () => {
  const outside = fixedPart(BigInt(JOURNAL_BYTES));

  test('by as much less than the clock as the fixed part is, and no more', () => {
    const cycles = 10_000_000n;
    expect(judge(counting, cycles, cycles)).toBe(cycles);
    expect(judge(counting, cycles - outside, cycles)).toBe(cycles - outside);
    expect(judge(counting, cycles - outside - 1n, cycles)).toMatchObject({
      shortMessage: expect.stringContaining(`at most ${outside} cycles`) as string,
      hint: expect.stringContaining('trust it no more') as string,
    });
    expect(judge(counting, cycles + 1n, cycles)).toMatchObject({
      shortMessage: expect.stringContaining(`${cycles + 1n} instructions`) as string,
    });
  });

  test('no instructions at all, and as many as there can be', () => {
    expect(judge(counting, 0n, outside)).toBe(0n);
    expect(judge(counting, 0n, outside + 1n)).toBeInstanceOf(ImageError);
    expect(judge(counting, 2n ** 64n - 1n, 1n)).toBeInstanceOf(ImageError);
    expect(judge(counting, 2n ** 64n - 1n, undefined)).toBe(2n ** 64n - 1n);
  });

  test('with a journal that does not say how many, whatever its seal is', () => {
    for (const cycles of [undefined, 1_000_000n]) {
      expect(judge(counting, undefined, cycles)).toMatchObject({
        shortMessage: `image ${imageId} counts its instructions, and the journal does not say how many`,
      });
    }
  });
});

test('an image that is not listed as one that counts: a count is not believed, none is none', () => {
  expect(judge({ imageId }, undefined, 1_000_000n)).toBeUndefined();
  for (const cycles of [undefined, 1_000_000n]) {
    expect(judge({ imageId }, 1_000_000n, cycles)).toMatchObject({
      shortMessage: expect.stringContaining('not listed as one that counts') as string,
      hint: expect.stringContaining('countsInstructions') as string,
    });
  }
});

describe('for any run', () => {
  const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  const bytes = fc.bigInt({ min: 1n, max: 8n << 20n });

  test('figures agree exactly where the count is between the clock less the fixed part, and the clock', () => {
    const near = fc.tuple(u64, bytes, fc.bigInt({ min: -3n, max: 3n }), fc.boolean());
    fc.assert(
      fc.property(near, ([cycles, journalBytes, by, low]) => {
        const least = cycles > fixedPart(journalBytes) ? cycles - fixedPart(journalBytes) : 0n;
        const instructions = (low ? least : cycles) + by;
        fc.pre(instructions >= 0n);
        const agrees = instructions >= least && instructions <= cycles;
        expect(whyDisagree({ cycles, instructions, journalBytes }) === undefined).toBe(agrees);
      }),
    );
  });

  test('the fixed part grows with the blocks of the journal alone, and has the system calls in it', () => {
    fc.assert(
      fc.property(bytes, (journalBytes) => {
        const step = fixedPart(journalBytes + 1n) - fixedPart(journalBytes);
        expect(step === 0n).toBe((journalBytes + 9n) % 64n !== 0n);
        expect(fixedPart(journalBytes)).toBeGreaterThan(CALL_CYCLES);
      }),
    );
  });
});
