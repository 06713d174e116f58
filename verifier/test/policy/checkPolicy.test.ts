import { describe, expect, test } from 'vitest';
import { compiledJournal, rejectedJournal } from '../../../testkit/made/journals.js';
import { type Image, type Journal, knownImages, makePolicy, PolicyError } from '../../src/index.js';
import { checkPolicy } from '../../src/policy/checkPolicy.js';

const image = (await knownImages())[0] as Image;

/** What a policy says of a statement: accepted, or the error's code. */
async function judge(
  input: Record<string, unknown>,
  journal: Journal = compiledJournal(),
  cycles: bigint | undefined = 1_000_000n,
): Promise<string> {
  try {
    checkPolicy(await makePolicy({ images: [], ...input }), image, journal, cycles);
    return 'accepted';
  } catch (error) {
    expect(error).toBeInstanceOf(PolicyError);
    return (error as PolicyError).code;
  }
}

async function refusal(input: Record<string, unknown>, journal: Journal): Promise<PolicyError> {
  try {
    checkPolicy(await makePolicy({ images: [], ...input }), image, journal, 1n);
  } catch (error) {
    return error as PolicyError;
  }
  throw new Error('the policy accepts it');
}

test('a policy without wishes takes everything but refusals', async () => {
  expect(await judge({})).toBe('accepted');
  expect(await judge({}, rejectedJournal())).toBe('policy/rejected-module');
  expect(await judge({ allowRejected: true }, rejectedJournal())).toBe('accepted');
});

describe('limits', () => {
  test('in force at the value or lower', async () => {
    expect(await judge({ limits: {} })).toBe('accepted');
    expect(await judge({ limits: { functions: 100, wasmBytes: 5000 } })).toBe('accepted');
    expect(await judge({ limits: { functions: '101' } })).toBe('accepted');
    expect(await judge({ limits: { functions: 99 } })).toBe('policy/limit');
    expect(await judge({ limits: { functions: 100, wasmBytes: 4095 } })).toBe('policy/limit');
  });

  test('a limit that was not in force does not bound anything', async () => {
    expect(await judge({ limits: { types: '18446744073709551615' } })).toBe('policy/limit');
    const { message } = await refusal({ limits: { types: 7 } }, compiledJournal());
    expect(message).toContain('no limit types was in force');
    expect(message).toContain('--limit types=7');
  });

  test('a limit of 0 is in force', async () => {
    const journal = compiledJournal({ limits: { imports: 0n } });
    expect(await judge({ limits: { imports: 0 } }, journal)).toBe('accepted');
  });

  test('of a refusal as well', async () => {
    const input = { allowRejected: true, limits: { functions: 99 } };
    expect(await judge(input, rejectedJournal())).toBe('policy/limit');
  });
});

describe('metering', () => {
  test('present, at the value or lower', async () => {
    expect(await judge({ metering: {} })).toBe('accepted');
    expect(await judge({ metering: { operators: 500, deepestStackBytes: '640' } })).toBe('accepted');
    expect(await judge({ metering: { operators: 499 } })).toBe('policy/metering');
    expect(await judge({ metering: { deepestStackBytes: 639 } })).toBe('policy/metering');
  });

  test('a stack without a bound is within none, and the error says why', async () => {
    const journal = compiledJournal({ metering: { operators: 1n } });
    const input = { metering: { deepestStackBytes: '18446744073709551615' } };
    expect(await judge(input, journal)).toBe('policy/metering');
    expect((await refusal(input, journal)).hint).toContain('not bounded');
  });

  test('a value that the image did not measure, or not for a refusal', async () => {
    expect(await judge({ metering: { codeBytes: 1 } })).toBe('policy/metering');
    const input = { allowRejected: true, metering: { deepestStackBytes: 1000 } };
    expect(await judge(input, rejectedJournal())).toBe('policy/metering');
    const { hint } = await refusal(input, rejectedJournal());
    expect(hint).toContain('refused');
    expect(hint).not.toContain('not bounded');
  });
});

describe('imports', () => {
  test('exactly the list that was in force', async () => {
    const { imports } = await makePolicy({ images: [], imports: ['env::b', ['env', 'a']] });
    const journal = compiledJournal({ imports: imports?.digest ?? new Uint8Array() });
    expect(await judge({}, journal)).toBe('accepted');
    expect(await judge({ imports: ['env::a', 'env::b', 'env::a'] }, journal)).toBe('accepted');
    expect(await judge({ imports: ['env::a'] }, journal)).toBe('policy/imports');
    expect(await judge({ imports: ['env::a', 'env::b', 'env::c'] }, journal)).toBe('policy/imports');
    expect(await judge({ imports: ['*'] }, journal)).toBe('policy/imports');
    expect(await judge({ imports: [] }, journal)).toBe('policy/imports');
  });

  test('an empty list is a wish', async () => {
    expect(await judge({ imports: [] })).toBe('accepted');
    expect(await judge({ imports: [] }, compiledJournal({ imports: new Uint8Array(32) }))).toBe(
      'policy/imports',
    );
  });
});

describe('instructions', () => {
  const counted = compiledJournal({ metering: { instructions: 500n } });

  test('at the bound, and one above, whether the seal proves cycles or not', async () => {
    for (const maxInstructions of [500, '18446744073709551615']) {
      const policy = await makePolicy({ images: [], maxInstructions });
      for (const cycles of [undefined, 500n]) {
        expect(() => checkPolicy(policy, image, counted, cycles)).not.toThrow();
      }
    }
    expect(await judge({ maxInstructions: 499 }, counted)).toBe('policy/instructions');
    expect((await refusal({ maxInstructions: 0 }, counted)).shortMessage).toBe(
      '500 instructions, and the policy allows 0',
    );
  });

  test('that were not counted are within no bound', async () => {
    expect(await judge({ maxInstructions: '18446744073709551615' })).toBe('policy/instructions-uncounted');
    const { message } = await refusal({ maxInstructions: 1 }, compiledJournal());
    expect(message).toContain(`image ${image.imageId} does not count`);
  });

  test('of a refusal as well', async () => {
    const refused = rejectedJournal({ metering: { instructions: 500n } });
    expect(await judge({ allowRejected: true, maxInstructions: 500 }, refused)).toBe('accepted');
    expect(await judge({ allowRejected: true, maxInstructions: 499 }, refused)).toBe('policy/instructions');
  });

  test('have a price where the policy prices them, with or without cycles', async () => {
    const price = { flat: 10, perMegacycle: 1_000_000, of: 'instructions' };
    const policy = await makePolicy({ images: [], price });
    for (const cycles of [undefined, 7n, 1_000_000n]) {
      expect(checkPolicy(policy, image, counted, cycles).price).toBe(510n);
      expect(checkPolicy(policy, image, compiledJournal(), cycles).price).toBeUndefined();
    }
    expect(await judge({ price, maxPrice: 510 }, counted)).toBe('accepted');
    expect(await judge({ price, maxPrice: 509 }, counted)).toBe('policy/price');
    expect(await judge({ price, maxPrice: 510 })).toBe('policy/instructions-uncounted');
  });
});

describe('price', () => {
  const price = { flat: 10, perMegacycle: 5 };

  test('is told where there is one and cycles are proved', async () => {
    const told = async (input: Record<string, unknown>, cycles: bigint | undefined) =>
      checkPolicy(await makePolicy({ images: [], ...input }), image, compiledJournal(), cycles).price;
    expect(await told({ price }, 2_000_001n)).toBe(21n);
    expect(await told({ price }, undefined)).toBeUndefined();
    expect(await told({}, 2_000_001n)).toBeUndefined();
  });

  test('at the bound, and one above', async () => {
    expect(await judge({ price, maxPrice: 15 })).toBe('accepted');
    expect(await judge({ price, maxPrice: 14 })).toBe('policy/price');
  });

  test('cannot be bounded where no cycles are proved', async () => {
    const policy = await makePolicy({ images: [], price, maxPrice: 100 });
    expect(() => checkPolicy(policy, image, compiledJournal(), undefined)).toThrow(
      expect.objectContaining({ code: 'policy/cycles-unproved' }),
    );
  });

  test('beyond 64 bits is a refusal, bounded or not', async () => {
    const steep = { ...price, knee: 0, doublingCycles: 1 };
    expect(await judge({ price: steep })).toBe('policy/price');
    expect(await judge({ price: steep, maxPrice: '18446744073709551615' })).toBe('policy/price');
  });
});
