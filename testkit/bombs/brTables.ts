import { Random } from '../random/random.js';
import { type Bomb, doubling } from './bomb.js';
import { Code, I32, I64, OP } from './code.js';
import { Module, oneFunction } from './encoder.js';

/** Bombs made of `br_table`: control flow graphs with far more edges than instructions. */
export const BR_TABLES: Bomb[] = [
  {
    name: 'wide-graph',
    source: 'cranelift #1243',
    describe: 'n tables of n targets: every block may follow every other',
    sizes: doubling(8, 64),
    make(n) {
      const code = new Code().loop();
      const all = (open: number) => Array.from({ length: n }, (_, i) => i % (open + 1));
      code.times(n, (c) => c.block());
      code.times(n, (c, i) =>
        c
          .get(0)
          .i32(i)
          .op(OP.i32Add)
          .tee(0)
          .brTable(all(n - i), n - i)
          .end(),
      );
      return oneFunction([I32], [], [], code.end());
    },
  },
  {
    name: 'wide-graph-values',
    source: 'cranelift #1243',
    describe: 'n tables of n targets, n locals that change in every block',
    sizes: doubling(4, 32),
    make(n) {
      const code = new Code().loop();
      const all = (open: number) => Array.from({ length: n }, (_, i) => i % (open + 1));
      code.times(n, (c) => c.block());
      code.times(n, (c, i) => {
        for (let local = 1; local <= n; local += 1) c.get(local).i32(i).op(OP.i32Add).set(local);
        c.get(0)
          .brTable(all(n - i), n - i)
          .end();
      });
      return oneFunction([I32], [], [[n, I32]], code.end());
    },
  },
  {
    name: 'one-table',
    source: 'cranelift #1243',
    describe: 'one table of n targets, eight blocks',
    sizes: doubling(1024, 16_384),
    most: 65_000,
    make(n, seed) {
      const random = new Random(seed);
      const code = new Code().times(8, (c) => c.block());
      code.get(0).brTable(
        Array.from({ length: n }, () => random.below(8)),
        0,
      );
      return oneFunction(
        [I32],
        [I32],
        [],
        code.times(8, (c) => c.end().get(0).i32(3).op(OP.i32Mul).set(0)).get(0),
      );
    },
  },
  {
    name: 'one-table-many-blocks',
    source: 'cranelift #1243',
    describe: 'one table of n targets, each another of n nested blocks',
    sizes: doubling(128, 1024),
    most: 65_000,
    make(n) {
      const code = new Code().times(n, (c) => c.block());
      code.get(0).brTable(
        Array.from({ length: n }, (_, i) => i),
        0,
      );
      return oneFunction(
        [I32],
        [I32],
        [],
        code.times(n, (c) => c.end().get(0).i32(3).op(OP.i32Mul).set(0)).get(0),
      );
    },
  },
  {
    name: 'table-with-parameters',
    source: 'own',
    describe: 'one table to n nested blocks that each take 16 values',
    sizes: doubling(32, 256),
    most: 65_000,
    make(n) {
      const module = new Module();
      const width = 16;
      const block = module.type([], Array(width).fill(I32));
      const type = module.type([I32], []);
      const code = new Code().times(n, (c) => c.typed('block', block));
      code.times(width, (c, i) => c.get(0).i32(i).op(OP.i32Add));
      code.get(0).brTable(
        Array.from({ length: n }, (_, i) => i),
        0,
      );
      code.times(n, (c, i) => {
        c.end();
        if (i < n - 1) c.op(OP.i32Add).get(0);
      });
      module.exportFunction(
        'f',
        type,
        [],
        code.times(width, (c) => c.op(OP.drop)),
      );
      return module.done();
    },
  },
  {
    name: 'table-back-to-loop',
    source: 'own',
    describe: 'n targets that all go back to one loop in which n locals change: n times n values to move',
    sizes: doubling(32, 256),
    most: 45_000,
    make(n) {
      const code = new Code().block().loop();
      code.times(n, (c, i) =>
        c
          .get(i + 1)
          .get(0)
          .op(OP.i64Add)
          .set(i + 1),
      );
      code.get(0).op(OP.i32WrapI64).brTable(Array(n).fill(0), 1).end().end();
      return oneFunction([I64], [], [[n, I64]], code);
    },
  },
  {
    name: 'tables-back-to-thousand-locals',
    source: 'own',
    describe: 'a loop in which 1000 locals change, with n tables of 64 targets that all go back to it',
    sizes: doubling(1, 8),
    make(n) {
      const code = new Code().block().loop();
      code.times(1000, (c, i) =>
        c
          .get(i + 1)
          .get(0)
          .op(OP.i64Add)
          .set(i + 1),
      );
      code.times(n, (c) => {
        c.block();
        c.get(0).i64(1).op(OP.i64Add).tee(0).op(OP.i32WrapI64).brTable(Array(64).fill(1), 0).end();
      });
      return oneFunction([I64], [], [[1000, I64]], code.end().end());
    },
  },
  {
    name: 'tables-many-small',
    source: 'own',
    describe: 'n tables of four targets, one after the other',
    sizes: doubling(64, 512),
    make(n) {
      const code = new Code().times(n, (c) =>
        c
          .block()
          .block()
          .block()
          .get(0)
          .brTable([0, 1, 2, 1], 0)
          .end()
          .get(0)
          .i32(1)
          .op(OP.i32Add)
          .set(0)
          .end()
          .get(0)
          .i32(2)
          .op(OP.i32Mul)
          .set(0)
          .end(),
      );
      return oneFunction([I32], [I32], [], code.get(0));
    },
  },
];
