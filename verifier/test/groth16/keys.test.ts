import { bn254 } from '@noble/curves/bn254.js';
import { describe, expect, test } from 'vitest';
import { fromHex, sp1Contract, systems } from '../../../testkit/groth16/knownAnswers.js';
import { toHex } from '../../src/index.js';
import { sha256 } from '../../src/node.js';
import {
  RISC0_BN254_CONTROL_ID,
  RISC0_CONTROL_ROOT,
  RISC0_KEY,
  RISC0_KEY_SHA256,
  RISC0_SELECTOR,
} from '../../src/seal/risc0/risc0Groth16Key.js';
import { taggedStruct } from '../../src/seal/risc0/taggedStruct.js';
import { decodeGnarkKey } from '../../src/seal/sp1/decodeGnarkKey.js';
import { SP1_KEY, SP1_KEY_SHA256, SP1_SELECTOR } from '../../src/seal/sp1/sp1Groth16Key.js';
import { outsideSubgroup, patch, words } from './encodePoint.js';

const sp1Key = fromHex(SP1_KEY);
const { Fp, Fp2 } = bn254.fields;

describe('the key of SP1', () => {
  test('is the one of its selector', () => {
    expect(toHex(sha256(sp1Key))).toBe(SP1_KEY_SHA256);
    expect(SP1_KEY_SHA256.slice(0, 8)).toBe(SP1_SELECTOR);
  });

  test('decompresses to the points of the official contract', () => {
    const { alpha, beta, gamma, delta, ic } = decodeGnarkKey(sp1Key);
    const at = (name: string) => BigInt(sp1Contract[name] ?? -1);
    const g1 = (name: string) => ({ x: at(`${name}_X`), y: at(`${name}_Y`) });
    const minusG2 = (name: string) => ({
      x: { c0: at(`${name}_NEG_X_0`), c1: at(`${name}_NEG_X_1`) },
      y: Fp2.neg({ c0: at(`${name}_NEG_Y_0`), c1: at(`${name}_NEG_Y_1`) }),
    });
    expect(alpha.toAffine()).toEqual(g1('ALPHA'));
    for (const [name, point] of Object.entries({ BETA: beta, GAMMA: gamma, DELTA: delta })) {
      const { x, y } = point.toAffine();
      expect({ x: { ...x }, y: { ...y } }, name).toEqual(minusG2(name));
    }
    const names = ['CONSTANT', 'PUB_0', 'PUB_1', 'PUB_2', 'PUB_3', 'PUB_4'];
    expect(ic.map((point) => point.toAffine())).toEqual(names.map(g1));
  });

  test.each<[string, Uint8Array, string]>([
    ['cut', sp1Key.slice(0, -1), 'seal/malformed'],
    ['empty', new Uint8Array(), 'seal/malformed'],
    ['longer', Uint8Array.from([...sp1Key, 0]), 'seal/malformed'],
    ['more points than bytes', patch(sp1Key, 288, Uint8Array.of(0xff, 0xff, 0xff, 0xff)), 'seal/malformed'],
    ['with commitments', patch(sp1Key, 491, Uint8Array.of(1)), 'seal/malformed'],
    ['alpha uncompressed', patch(sp1Key, 0, Uint8Array.of(0)), 'seal/point'],
    ['alpha infinity', patch(sp1Key, 0, patch(new Uint8Array(32), 0, Uint8Array.of(0x40))), 'seal/point'],
    ['alpha = p', patch(sp1Key, 0, flagged(words(Fp.ORDER))), 'seal/point'],
    ['alpha off the curve', patch(sp1Key, 0, flagged(words(4n))), 'seal/point'],
    ['beta infinity', patch(sp1Key, 64, Uint8Array.of(0x40)), 'seal/point'],
    ['beta off the curve', patch(sp1Key, 64, flagged(words(0n, 0n))), 'seal/point'],
    ['beta outside its subgroup', patch(sp1Key, 64, flagged(outsideX())), 'seal/point'],
  ])('%s: not a key', (_, bytes, code) => {
    expect(() => decodeGnarkKey(bytes)).toThrow(expect.objectContaining({ code }));
  });

  test('the other flag is the other y', () => {
    const { alpha, beta } = decodeGnarkKey(sp1Key);
    const other = sp1Key.slice();
    for (const at of [0, 64]) other[at] = (other[at] ?? 0) ^ 0x40;
    const flipped = decodeGnarkKey(other);
    expect(flipped.alpha.equals(alpha.negate())).toBe(true);
    expect(flipped.beta.equals(beta.negate())).toBe(true);
  });
});

describe('the key of risc0', () => {
  test('is the one written down', () => {
    expect(toHex(sha256(fromHex(RISC0_KEY)))).toBe(RISC0_KEY_SHA256);
    expect(systems.risc0.key().ic).toHaveLength(6);
  });

  test('has its selector from control root, control ID and key', () => {
    const bytes = fromHex(RISC0_KEY);
    const points = [64, 128, 128, 128, ...Array<number>(6).fill(64)];
    let at = 0;
    const digests = points.map((length) => {
      at += length;
      return sha256(bytes.subarray(at - length, at));
    });
    expect(at).toBe(bytes.length);
    const ic = digests
      .slice(4)
      .reduceRight(
        (rest, head) => taggedStruct('risc0_groth16.VerifyingKey.IC', [head, rest]),
        new Uint8Array(32),
      );
    const key = taggedStruct('risc0_groth16.VerifyingKey', [...digests.slice(0, 4), ic]);
    const parameters = [fromHex(RISC0_CONTROL_ROOT), fromHex(RISC0_BN254_CONTROL_ID), key];
    const digest = toHex(taggedStruct('risc0.Groth16ReceiptVerifierParameters', parameters));
    expect(digest.slice(0, 8)).toBe(RISC0_SELECTOR);
  });
});

function flagged(bytes: Uint8Array): Uint8Array {
  return patch(bytes, 0, Uint8Array.of((bytes[0] ?? 0) | 0x80));
}

function outsideX(): Uint8Array {
  const { x } = outsideSubgroup().toAffine();
  return words(x.c1, x.c0);
}
