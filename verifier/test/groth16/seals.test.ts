import { bn254 } from '@noble/curves/bn254.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeOf } from '../../../testkit/fixtures.js';
import { firstAnswer, fromHex, systemNames, systems } from '../../../testkit/groth16/knownAnswers.js';
import { SealError } from '../../src/index.js';
import { decodeProof } from '../../src/seal/groth16/decodeProof.js';
import { encodeG1, encodeG2, flip, outsideSubgroup, P, patch, R, word, words } from './encodePoint.js';

/** Codes of a seal that is no proof of the statement. */
const REFUSED = /^seal\/(malformed|selector|exit-code|recursion-key|point|public-input|rejected)$/;

describe.each(systemNames)('%s', (name) => {
  const { check, header } = systems[name];
  const answer = firstAnswer(name);
  const { seal } = answer;
  const code = (changed: Uint8Array) => codeOf(check(changed, answer));
  const [atA, atB, atC] = [header, header + 64, header + 192];
  const { a, b, c } = decodeProof(seal.subarray(header));

  test('every length but one', async () => {
    for (let length = 0; length < seal.length; length += 1) {
      expect(await code(seal.slice(0, length)), `${length} bytes`).toBe('seal/malformed');
    }
    expect(await code(Uint8Array.from([...seal, 0]))).toBe('seal/malformed');
    expect(await code(new Uint8Array(1 << 20))).toBe('seal/malformed');
    // A seal with a second one behind it, and one without its selector.
    expect(await code(Uint8Array.from([...seal, ...seal]))).toBe('seal/malformed');
    expect(await code(seal.slice(4))).toBe('seal/malformed');
  });

  test('another selector', async () => {
    for (let bit = 0; bit < 32; bit += 1) {
      expect(await code(flip(seal, bit >> 3, bit & 7))).toBe('seal/selector');
    }
    for (const selector of ['00000000', 'ffffffff', '11b6a09d', '9f39696c']) {
      expect(await code(patch(seal, 0, fromHex(selector)))).toBe('seal/selector');
    }
  });

  test('the selector of the other system', async () => {
    for (const other of systemNames.filter((system) => system !== name)) {
      expect(await code(firstAnswer(other).seal)).toBe('seal/malformed');
      expect(await code(patch(seal, 0, firstAnswer(other).seal.subarray(0, 4)))).toBe('seal/selector');
    }
  });

  test('A and C swapped', async () => {
    const swapped = patch(patch(seal, atA, encodeG1(c)), atC, encodeG1(a));
    expect(await code(swapped)).toBe('seal/rejected');
  });

  test('points negated; A and B together are another proof of the same', async () => {
    const minusA = patch(seal, atA, encodeG1(a.negate()));
    expect(await code(minusA)).toBe('seal/rejected');
    expect(await code(patch(seal, atB, encodeG2(b.negate())))).toBe('seal/rejected');
    expect(await code(patch(seal, atC, encodeG1(c.negate())))).toBe('seal/rejected');
    expect(await code(patch(minusA, atC, encodeG1(c.negate())))).toBe('seal/rejected');
    expect(await code(patch(minusA, atB, encodeG2(b.negate())))).toBe('accepted');
  });

  test('infinity', async () => {
    expect(await code(patch(seal, atA, new Uint8Array(64)))).toBe('seal/point');
    expect(await code(patch(seal, atB, new Uint8Array(128)))).toBe('seal/point');
    expect(await code(patch(seal, atC, new Uint8Array(64)))).toBe('seal/point');
    expect(await code(patch(seal, atA, new Uint8Array(256)))).toBe('seal/point');
    // As gnark compresses it, and as (0, 1).
    expect(await code(patch(seal, atA, patch(new Uint8Array(64), 0, Uint8Array.of(0x40))))).toBe(
      'seal/point',
    );
    expect(await code(patch(seal, atA, words(0n, 1n)))).toBe('seal/point');
  });

  test('off the curve', async () => {
    const { x, y } = a.toAffine();
    for (const point of [words(x, y + 1n), words(y, x), words(1n, 1n), words(x, 0n), words(0n, y)]) {
      expect(await code(patch(seal, atA, point))).toBe('seal/point');
      expect(await code(patch(seal, atC, point))).toBe('seal/point');
    }
    const twisted = b.toAffine();
    expect(await code(patch(seal, atB + 64, words(twisted.y.c1, twisted.y.c0 + 1n)))).toBe('seal/point');
    // On y² = x³ + 3 over the quadratic field, which is the curve and not its twist.
    expect(await code(patch(seal, atB, words(0n, 1n, 0n, 2n)))).toBe('seal/point');
  });

  test('on the twist, outside the subgroup', async () => {
    const outside = outsideSubgroup();
    // Not r times anything: checked without the shortcut that the library takes.
    expect(
      outside
        .multiplyUnsafe(R - 1n)
        .add(outside)
        .is0(),
    ).toBe(false);
    expect(
      b
        .multiplyUnsafe(R - 1n)
        .add(b)
        .is0(),
    ).toBe(true);
    expect(await code(patch(seal, atB, encodeG2(outside)))).toBe('seal/point');
    // Moved by a point of small order the pairing may not notice.
    const cofactor = bn254.G2.Point.CURVE().h;
    const torsion = multiply(outside, R);
    expect(multiply(torsion, cofactor).is0()).toBe(true);
    expect(await code(patch(seal, atB, encodeG2(b.add(torsion))))).toBe('seal/point');
  });

  test('halves of B in the other order', async () => {
    const { x, y } = b.toAffine();
    expect(await code(patch(seal, atB, words(x.c0, x.c1, y.c0, y.c1)))).toBe('seal/point');
    expect(await code(patch(seal, atB, words(x.c0, x.c1)))).toBe('seal/point');
    expect(await code(patch(seal, atB, words(y.c1, y.c0, x.c1, x.c0)))).toBe('seal/point');
  });

  test('coordinates of p or more, which are the same numbers modulo p', async () => {
    for (let at = header; at < seal.length; at += 32) {
      const value = word(seal, at);
      for (let more = value + P; more < 1n << 256n; more += P) {
        expect(await code(patch(seal, at, words(more)))).toBe('seal/point');
      }
      expect(await code(patch(seal, at, words(P)))).toBe('seal/point');
      expect(await code(patch(seal, at, words((1n << 256n) - 1n)))).toBe('seal/point');
    }
  });

  test('the image ID or journal digest with any bit flipped', async () => {
    for (let at = 0; at < 32; at += 1) {
      const bit = at % 5;
      const imageId = flip(answer.imageId, at, bit);
      expect(await codeOf(check(seal, { ...answer, imageId })), `image byte ${at}`).toMatch(
        /^seal\/(rejected|public-input)$/,
      );
      const journalDigest = flip(answer.journalDigest, at, bit);
      expect(await codeOf(check(seal, { ...answer, journalDigest })), `journal byte ${at}`).toBe(
        'seal/rejected',
      );
    }
  });

  test('any byte flipped', async () => {
    for (let at = 0; at < seal.length; at += 1) {
      expect(await code(flip(seal, at, at % 8)), `byte ${at}`).toMatch(REFUSED);
    }
  });

  test('zeros and ones', async () => {
    expect(await code(new Uint8Array(seal.length))).toBe('seal/selector');
    expect(await code(new Uint8Array(seal.length).fill(255))).toBe('seal/selector');
    expect(await code(patch(new Uint8Array(seal.length), 0, seal.subarray(0, header)))).toBe('seal/point');
  });

  test('whatever the bytes, one typed error', async () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc
        .tuple(fc.nat(seal.length - 1), fc.uint8Array({ minLength: 1, maxLength: 64 }))
        .map(([at, bytes]) => patch(seal, at, bytes.subarray(0, seal.length - at))),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (bytes) => {
        fc.pre(!Buffer.from(bytes).equals(seal));
        const error: unknown = await check(bytes, answer).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(SealError);
        expect((error as SealError).code).toMatch(REFUSED);
      }),
      { numRuns: 300 },
    );
  });

  test('the proof itself still verifies', async () => {
    expect(await code(seal)).toBe('accepted');
  });
});

describe('what only the seals of sp1 have', () => {
  const { check } = systems.sp1;
  const answer = firstAnswer('sp1');
  const { seal } = answer;
  const code = (changed: Uint8Array) => codeOf(check(changed, answer));

  test('an exit code other than 0', async () => {
    for (let at = 4; at < 36; at += 1) expect(await code(flip(seal, at))).toBe('seal/exit-code');
    expect(await code(patch(seal, 4, words(R)))).toBe('seal/exit-code');
  });

  test('another root of recursion keys', async () => {
    for (let at = 36; at < 68; at += 1) expect(await code(flip(seal, at))).toBe('seal/recursion-key');
    expect(await code(patch(seal, 36, words(word(seal, 36) + R)))).toBe('seal/recursion-key');
    // The root of v6.0.0.
    const older = '00410a5637e8b7b8c4b895991b4892efd0ff4da2b5e277d701f2f5c1f23d0c7b';
    expect(await code(patch(seal, 36, fromHex(older)))).toBe('seal/recursion-key');
  });

  test('another nonce', async () => {
    expect(await code(patch(seal, 68, words(1n)))).toBe('seal/rejected');
    expect(await code(patch(seal, 68, words(R - 1n)))).toBe('seal/rejected');
  });

  test('the nonce plus r, which is the same scalar', async () => {
    for (let nonce = word(seal, 68) + R; nonce < 1n << 256n; nonce += R) {
      expect(await code(patch(seal, 68, words(nonce)))).toBe('seal/public-input');
    }
    expect(await code(patch(seal, 68, words((1n << 256n) - 1n)))).toBe('seal/public-input');
  });

  test('the image ID plus r', async () => {
    const imageId = words(word(answer.imageId) + R);
    expect(await codeOf(check(seal, { ...answer, imageId }))).toBe('seal/public-input');
  });

  test('the top three bits of the journal digest are not in the statement, as SP1 defines it', async () => {
    const journalDigest = flip(answer.journalDigest, 0, 7);
    expect(await codeOf(check(seal, { ...answer, journalDigest }))).toBe('accepted');
    expect(await codeOf(check(seal, { ...answer, journalDigest: flip(answer.journalDigest, 0, 4) }))).toBe(
      'seal/rejected',
    );
  });
});

describe('the decoder of proofs', () => {
  test('whatever the bytes, points or one typed error', () => {
    const coordinate = fc.oneof(fc.bigInt({ min: 0n, max: P + 3n }), fc.constantFrom(0n, 1n, 2n, P - 2n, P));
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ minLength: 256, maxLength: 256 }),
      fc.array(coordinate, { minLength: 8, maxLength: 8 }).map((values) => words(...values)),
    );
    fc.assert(
      fc.property(anything, (bytes) => {
        try {
          const { a, b, c } = decodeProof(bytes);
          expect(Buffer.concat([encodeG1(a), encodeG2(b), encodeG1(c)]).equals(bytes)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(SealError);
          expect((error as SealError).code).toMatch(/^seal\/(malformed|point)$/);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

/** Scalar multiplication without any shortcut, for scalars of r and more. */
function multiply(point: ReturnType<typeof outsideSubgroup>, scalar: bigint): typeof point {
  let [sum, power] = [bn254.G2.Point.ZERO, point];
  for (let rest = scalar; rest > 0n; rest >>= 1n) {
    if (rest & 1n) sum = sum.add(power);
    power = power.double();
  }
  return sum;
}
