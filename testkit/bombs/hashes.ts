import { type Bomb, doubling } from './bomb.js';
import { Code, I32, MEM, OP } from './code.js';
import { Module } from './encoder.js';

/** The factor of upstream's hash (crate rustc-hash 2, `FxHasher`): a word w is taken in as hash = (hash + w) · K modulo 2^64. */
const K = 0xf1357aea2e62a9c5n;
const WORD = (1n << 64n) - 1n;

/** K to the power of -1 modulo 2^64: each step doubles the bits that are right. */
function inverse(factor: bigint): bigint {
  let out = factor;
  for (let i = 0; i < 6; i += 1) out = (out * (2n - factor * out)) & WORD;
  return out;
}

/**
 * What Cranelift's table of values takes in of a constant is the constant and one word more, so it is multiplied by K twice; the
 * table keeps 32 bits, the lowest six and the highest 26 of the product. So constants that differ by these differ in the
 * bits between alone: they all have one hash, and the table is a list.
 */
const STEP = (64n * inverse(K) * inverse(K)) & WORD;

/** The i-th constant of those with one hash, as a signed number. */
function sameHash(i: number): bigint {
  return BigInt.asIntN(64, 0x0123_4567_89ab_cdefn + STEP * BigInt(i));
}

/** As many constants as a function of the default limit's size has. */
const MOST = 14_000;

/** Functions of at most `MOST` pieces each, `n` in all. */
function functions(n: number, piece: (code: Code, i: number) => void): Uint8Array {
  const module = new Module();
  const type = module.type([], []);
  module.memory(1);
  for (let done = 0; done < n; done += MOST) {
    module.func(
      type,
      [],
      new Code().times(Math.min(MOST, n - done), (c, i) => piece(c, i)),
    );
  }
  return module.done();
}

/** The constant's bits as a 64-bit float. */
function float(code: Code, bits: bigint): void {
  code.byte(0x44).raw(new Uint8Array(new BigInt64Array([bits]).buffer));
}

/** Bombs that know upstream's hash function: tables of many keys with one hash take time quadratic in them. */
export const HASHES: Bomb[] = [
  {
    name: 'one-hash-constants',
    source: 'own',
    describe: `n 64-bit constants of one hash, unused, at most ${MOST} to a function`,
    sizes: doubling(128, 1024),
    make: (n) => functions(n, (c, i) => c.i64(sameHash(i)).op(OP.drop)),
  },
  {
    name: 'one-hash-constants-stored',
    source: 'own',
    describe: 'n 64-bit constants of one hash, each stored',
    sizes: doubling(128, 1024),
    make: (n) =>
      functions(n, (c, i) =>
        c
          .i32(0)
          .i64(sameHash(i))
          .mem(MEM.i64Store, 8 * (i % 1000)),
      ),
  },
  {
    name: 'one-hash-floats',
    source: 'own',
    describe: 'n floats of one hash, unused',
    sizes: doubling(128, 1024),
    make: (n) =>
      functions(n, (c, i) => {
        float(c, sameHash(i));
        c.op(OP.drop);
      }),
  },
  {
    name: 'one-hash-constants-in-branches',
    source: 'own',
    describe: 'n 64-bit constants of one hash, each in a block of its own',
    sizes: doubling(64, 512),
    make(n) {
      const module = new Module();
      const type = module.type([I32], []);
      const most = 2000;
      for (let done = 0; done < n; done += most) {
        module.func(
          type,
          [],
          new Code().times(Math.min(most, n - done), (c, i) =>
            c.get(0).if().i64(sameHash(i)).op(OP.drop).end(),
          ),
        );
      }
      return module.done();
    },
  },
];
