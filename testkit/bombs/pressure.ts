import { Random } from '../random/random.js';
import { type Bomb, doubling } from './bomb.js';
import { Code, I32, I64, OP, V128 } from './code.js';
import { Module } from './encoder.js';

/** A module with a memory, an imported function without parameters, and one function. */
function withCallee(params: number[], results: number[], locals: [number, number][], code: Code): Uint8Array {
  const module = new Module();
  module.importFunction('env', 'f', module.type([], []));
  module.memory(1);
  module.exportFunction('g', module.type(params, results), locals, code);
  return module.done();
}

/** Loads locals 1 to n from memory. */
function loadedLocals(n: number): Code {
  return new Code().times(n, (c, i) =>
    c
      .get(0)
      .mem([0x29, 0], 8 * (i + 1))
      .set(i + 1),
  );
}

/** Bombs for the register allocator: far more live values than registers. */
export const PRESSURE: Bomb[] = [
  {
    name: 'live-across-calls',
    source: 'wasmtime #4045',
    describe: 'n values made, n calls, n values used',
    sizes: doubling(64, 512),
    make(n) {
      const code = new Code().times(n, (c, i) => c.get(0).mem([0x29, 0], 8 * i));
      code.times(n, (c) => c.call(0)).times(n - 1, (c) => c.op(OP.i64Add));
      return withCallee([I32], [I64], [], code);
    },
  },
  {
    name: 'live-between-calls',
    source: 'wasmtime #4045',
    describe: 'n values, 4n uses of random ones with a call after each',
    sizes: doubling(32, 256),
    make(n, seed) {
      const random = new Random(seed);
      const code = loadedLocals(n);
      code.times(4 * n, (c) => {
        const into = 1 + random.below(n);
        c.get(1 + random.below(n))
          .get(into)
          .op(OP.i64Add)
          .set(into)
          .call(0);
      });
      code.i64(0);
      for (let i = 1; i <= n; i += 1) code.get(i).op(OP.i64Xor);
      return withCallee([I32], [I64], [[n, I64]], code);
    },
  },
  {
    name: 'live-across-loops',
    source: 'wasmtime #4045',
    describe: 'n values live through n loops, each loop using eight of them',
    sizes: doubling(16, 128),
    make(n, seed) {
      const random = new Random(seed);
      const code = loadedLocals(n);
      code.times(n, (c) => {
        c.loop();
        for (let k = 0; k < 8; k += 1) {
          const into = 1 + random.below(n);
          c.get(1 + random.below(n))
            .get(into)
            .op(OP.i64Mul)
            .set(into);
        }
        c.get(0).i32(1).op(OP.i32Sub).tee(0).brIf(0).end();
      });
      code.i64(0);
      for (let i = 1; i <= n; i += 1) code.get(i).op(OP.i64Xor);
      return withCallee([I32], [I64], [[n, I64]], code);
    },
  },
  {
    name: 'live-through-blocks',
    source: 'wasmtime #4045',
    describe: 'n values on the stack while n blocks are run or not, with a call in each',
    sizes: doubling(64, 512),
    make(n) {
      const code = new Code().times(n, (c, i) => c.get(0).mem([0x29, 0], 8 * i));
      code.times(n, (c) => c.block().get(0).brIf(0).call(0).get(0).i32(1).op(OP.i32Sub).set(0).end());
      return withCallee(
        [I32],
        [I64],
        [],
        code.times(n - 1, (c) => c.op(OP.i64Add)),
      );
    },
  },
  {
    name: 'live-through-nested-loops',
    source: 'wasmtime #4045',
    describe: 'n values on the stack while n/8 nested loops run, with a call in each',
    sizes: doubling(64, 512),
    make(n) {
      const depth = Math.ceil(n / 8);
      const code = new Code().times(n, (c, i) => c.get(0).mem([0x29, 0], 8 * i));
      code.times(depth, (c) => c.loop().call(0));
      code.times(depth, (c) => c.get(0).i32(1).op(OP.i32Sub).tee(0).brIf(0).end());
      return withCallee(
        [I32],
        [I64],
        [],
        code.times(n - 1, (c) => c.op(OP.i64Add)),
      );
    },
  },
  {
    name: 'fixed-registers',
    source: 'wasmtime #3415',
    describe: 'n divisions and shifts, which want certain registers, among 32 live values',
    sizes: doubling(64, 512),
    make(n, seed) {
      const random = new Random(seed);
      const code = new Code();
      for (let i = 1; i <= 32; i += 1)
        code
          .get(0)
          .mem([0x29, 0], 8 * i)
          .set(i);
      const ops = [OP.i64DivS, OP.i64RemS, OP.i64Shl, OP.i64Rotl, OP.i64ShrS];
      code.times(n, (c) =>
        c
          .get(1 + random.below(32))
          .get(1 + random.below(32))
          .op(random.pick(ops))
          .set(1 + random.below(32)),
      );
      code.i64(0);
      for (let i = 1; i <= 32; i += 1) code.get(i).op(OP.i64Xor);
      return withCallee([I32], [I64], [[32, I64]], code);
    },
  },
  {
    name: 'vectors-across-calls',
    source: 'wasmtime #4045',
    describe: 'n vectors loaded, n calls, n vectors used',
    sizes: doubling(64, 512),
    make(n) {
      const code = new Code().times(n, (c, i) =>
        c
          .get(0)
          .simd(0)
          .u(0)
          .u(16 * i),
      );
      code.times(n, (c) => c.call(0)).times(n - 1, (c) => c.simd(0x6e));
      return withCallee([I32], [V128], [], code);
    },
  },
  {
    name: 'values-past-branches',
    source: 'wasmtime #4045',
    describe: 'n values on the stack, a conditional trap between any two',
    sizes: doubling(64, 512),
    make(n) {
      const code = new Code().times(n, (c, i) =>
        c
          .get(0)
          .mem([0x29, 0], 8 * i)
          .get(0)
          .i32(i)
          .op(OP.i32Xor)
          .if()
          .op(OP.unreachable)
          .end(),
      );
      return withCallee(
        [I32],
        [I64],
        [],
        code.times(n - 1, (c) => c.op(OP.i64Add)),
      );
    },
  },
];
