import { Random } from '../random/random.js';
import { type Bomb, doubling } from './bomb.js';
import { Code, I32, I64, MEM, OP } from './code.js';
import { Module, oneFunction } from './encoder.js';

/** A function of two i64 to one, in one straight line. */
const straight = (code: Code) => oneFunction([I64, I64], [I64], [], code.get(0));

/**
 * `n` operations on two of `values` values, which are loaded anew now and then and stored after each operation, so that
 * nothing becomes constant or unused; every fourth is negated, with `not` or arithmetically.
 */
function soup(
  n: number,
  seed: number,
  values: number,
  operation: (code: Code, random: Random) => void,
  not: boolean,
): Uint8Array {
  const random = new Random(seed);
  const code = new Code().times(n, (c, i) => {
    const into = random.below(values);
    if (i % 6 === 0)
      c.get(values)
        .mem(MEM.i64Load, 8 * i)
        .set(random.below(values));
    c.get(values);
    const negate = random.below(4) === 0;
    if (negate && !not) c.i64(0);
    c.get(random.below(values)).get(random.below(values));
    operation(c, random);
    if (negate) {
      if (not) c.i64(-1).op(OP.i64Xor);
      else c.op(OP.i64Sub);
    }
    c.tee(into).mem(MEM.i64Store, 8 * i);
  });
  const module = new Module();
  module.memory(16);
  module.exportFunction('f', module.type([...Array(values).fill(I64), I32], []), [], code);
  return module.done();
}

/** Bombs for the mid-end: rewriting, value numbering, elaboration of straight integer code. */
export const ARITHMETIC: Bomb[] = [
  {
    name: 'rem-chain',
    source: 'wasmtime #3415',
    describe: 'n i64.rem_s, each of the result before',
    sizes: doubling(128, 1024),
    make: (n) => straight(new Code().times(n, (c) => c.get(0).get(1).op(OP.i64RemS).set(0))),
  },
  {
    name: 'rem-tree',
    source: 'wasmtime #3415',
    describe: 'n i64.rem_s of parameters, all results live at once',
    sizes: doubling(64, 512),
    make(n) {
      const code = new Code().times(n, (c, i) => c.get(0).i64(i).op(OP.i64Add).get(1).op(OP.i64RemS));
      return straight(code.times(n - 1, (c) => c.op(OP.i64Xor)).set(0));
    },
  },
  {
    name: 'select-same',
    source: 'wasmtime #10579',
    describe: 'n selects between a value and itself',
    sizes: doubling(128, 1024),
    make: (n) =>
      straight(new Code().times(n, (c) => c.get(0).get(0).get(1).op(OP.i32WrapI64, OP.select).set(0))),
  },
  {
    name: 'select-chain',
    source: 'wasmtime #10579',
    describe: 'n selects between the value before and its sum with another',
    sizes: doubling(64, 512),
    make: (n) =>
      straight(
        new Code().times(n, (c, i) =>
          c.get(0).get(0).get(1).op(OP.i64Add).get(0).i64(i).op(OP.i64LtS, OP.select).set(0),
        ),
      ),
  },
  {
    name: 'sub-sub',
    source: 'wasmtime #13068',
    describe: 'n times (x - z) - (y - z), x being the result before',
    sizes: doubling(64, 512),
    make: (n) =>
      straight(
        new Code().times(n, (c) =>
          c.get(0).get(1).op(OP.i64Sub).i64(7).get(1).op(OP.i64Sub, OP.i64Sub).set(0),
        ),
      ),
  },
  {
    name: 'sub-sub-doubling',
    source: 'wasmtime #13068',
    describe: 'n times (x - z) - (y - z), x and y being the two results before',
    sizes: doubling(64, 512),
    make: (n) =>
      oneFunction(
        [I64, I64, I64],
        [I64],
        [[1, I64]],
        new Code()
          .times(n, (c) =>
            c
              .get(0)
              .get(2)
              .op(OP.i64Sub)
              .get(1)
              .get(2)
              .op(OP.i64Sub, OP.i64Sub)
              .set(3)
              .get(0)
              .set(1)
              .get(3)
              .set(0),
          )
          .get(0),
      ),
  },
  {
    name: 'add-add',
    source: 'own',
    describe: 'n times x + x, each of the sum before',
    sizes: doubling(128, 1024),
    make: (n) => straight(new Code().times(n, (c) => c.get(0).get(0).op(OP.i64Add).set(0))),
  },
  {
    name: 'mask-shift',
    source: 'own',
    describe: 'n rounds of and, or, xor, shift by constants: many rewrites apply at once',
    sizes: doubling(32, 256),
    make(n, seed) {
      const random = new Random(seed);
      const ops = [
        OP.i64And,
        OP.i64Or,
        OP.i64Xor,
        OP.i64Shl,
        OP.i64ShrS,
        OP.i64Add,
        OP.i64Sub,
        OP.i64Mul,
        OP.i64Rotl,
      ];
      const constants = [-1, 0, 1, 2, 8, 32, 63, 64, 255];
      return straight(
        new Code().times(n * 4, (c) => c.get(0).i64(random.pick(constants)).op(random.pick(ops)).set(0)),
      );
    },
  },
  {
    name: 'operation-soup',
    source: 'own',
    describe: '2n operations between random ones of six values',
    sizes: doubling(64, 512),
    make(n, seed) {
      const random = new Random(seed);
      const ops = [OP.i64And, OP.i64Or, OP.i64Xor, OP.i64Add, OP.i64Sub, OP.i64Mul, OP.i64Shl, OP.i64Rotl];
      const code = new Code().times(n * 2, (c) =>
        c.get(random.below(6)).get(random.below(6)).op(random.pick(ops)).set(random.below(6)),
      );
      code.get(0);
      for (let i = 1; i < 6; i += 1) code.get(i).op(OP.i64Xor);
      return oneFunction(Array(6).fill(I64), [I64], [], code);
    },
  },
  {
    name: 'logic-soup',
    source: 'wasmtime #13068',
    describe: 'n times and, or, xor, not between three values: most rewrite rules for each operation',
    sizes: doubling(64, 512),
    make: (n, seed) =>
      soup(n, seed, 3, (c, random) => c.op(random.pick([OP.i64And, OP.i64Or, OP.i64Xor])), true),
  },
  {
    name: 'sum-soup',
    source: 'wasmtime #13068',
    describe: 'n times +, - and negation between three values',
    sizes: doubling(64, 512),
    make: (n, seed) => soup(n, seed, 3, (c, random) => c.op(random.pick([OP.i64Add, OP.i64Sub])), false),
  },
  {
    name: 'sum-and-logic-soup',
    source: 'wasmtime #13068',
    describe: 'n times +, -, and, or, xor, not between four values',
    sizes: doubling(64, 512),
    make: (n, seed) =>
      soup(
        n,
        seed,
        4,
        (c, random) => c.op(random.pick([OP.i64Add, OP.i64Sub, OP.i64And, OP.i64Or, OP.i64Xor])),
        true,
      ),
  },
  {
    name: 'select-soup',
    source: 'wasmtime #10579',
    describe: 'n selects by comparisons of two of three values between two of them',
    sizes: doubling(64, 512),
    make: (n, seed) =>
      soup(
        n,
        seed,
        3,
        (c, random) =>
          c
            .get(random.below(3))
            .get(random.below(3))
            .op(random.pick([0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a]), OP.select),
        false,
      ),
  },
  {
    name: 'same-expression',
    source: 'own',
    describe: 'n copies of one expression, all live: value numbering finds them equal',
    sizes: doubling(64, 512),
    make(n) {
      const code = new Code().times(n, (c) =>
        c.get(0).get(1).op(OP.i64Mul).get(0).op(OP.i64Xor).get(1).op(OP.i64Rotl),
      );
      return straight(code.times(n - 1, (c) => c.op(OP.i64Add)).set(0));
    },
  },
  {
    name: 'right-tree',
    source: 'own',
    describe: 'n values on the stack, then n operations: one expression of depth n',
    sizes: doubling(128, 1024),
    make(n, seed) {
      const random = new Random(seed);
      const code = new Code().times(n, (c) => c.get(random.below(2)));
      return straight(code.times(n - 1, (c, i) => c.op(i % 2 === 0 ? OP.i64Sub : OP.i64Mul)).set(0));
    },
  },
  {
    name: 'condition-tree',
    source: 'own',
    describe: 'a branch on n comparisons joined by and/or',
    sizes: doubling(64, 512),
    make(n) {
      const code = new Code().block();
      code.times(n, (c, i) => c.get(0).i64(i).op(OP.i64LtS));
      code.times(n - 1, (c, i) => c.op(i % 2 === 0 ? OP.i32And : OP.i32Or));
      return oneFunction([I64], [I64], [], code.brIf(0).i64(1).set(0).end().get(0));
    },
  },
  {
    name: 'not-not',
    source: 'own',
    describe: 'n i32.eqz of one another',
    sizes: doubling(512, 4096),
    make: (n) =>
      oneFunction(
        [I32],
        [I32],
        [],
        new Code().get(0).times(n, (c) => c.op(OP.i32Eqz)),
      ),
  },
  {
    name: 'drop-constants',
    source: 'cranelift: function too large',
    describe: 'n constants that are dropped',
    sizes: doubling(512, 4096),
    make: (n) =>
      oneFunction(
        [],
        [],
        [],
        new Code().times(n, (c, i) => c.i32(i).op(OP.drop)),
      ),
  },
  {
    name: 'constants-in-loop',
    source: 'own',
    describe: 'a loop over n different 64-bit constants, all worth hoisting',
    sizes: doubling(64, 512),
    make(n, seed) {
      const random = new Random(seed);
      const code = new Code().loop();
      code.times(n, (c) =>
        c
          .get(0)
          .i64((BigInt(random.next()) << 31n) | BigInt(random.next()))
          .op(OP.i64Xor)
          .get(1)
          .op(OP.i64Mul)
          .set(0),
      );
      return straight(code.get(0).op(OP.i32WrapI64).brIf(0).end());
    },
  },
  {
    name: 'loop-invariants',
    source: 'own',
    describe: 'n nested loops, in the innermost n expressions that do not change',
    sizes: doubling(32, 256),
    make(n) {
      const code = new Code().times(n, (c) => c.loop());
      code.times(n, (c, i) => c.get(1).i64(i).op(OP.i64Mul).get(0).op(OP.i64Xor).set(0));
      return straight(code.times(n, (c) => c.get(0).op(OP.i32WrapI64).brIf(0).end()));
    },
  },
];
