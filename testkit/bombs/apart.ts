import { Random } from '../random/random.js';
import { type Bomb, doubling } from './bomb.js';
import { Code, I32, I64, MEM, OP } from './code.js';
import { Module, oneFunction } from './encoder.js';

/** Locals of a function: below the default limit. */
const MOST_LOCALS = 500;

/** Bombs for which a processor's caches, its allocator or its library may matter more than a zkVM's cycles. */
export const APART: Bomb[] = [
  {
    name: 'random-locals',
    source: 'own',
    describe: `n sums of random ones of ${MOST_LOCALS} locals: every table is read in random order`,
    sizes: doubling(128, 1024),
    make(n, seed) {
      const random = new Random(seed);
      const local = () => random.below(MOST_LOCALS);
      const code = new Code().times(n, (c) => c.get(local()).get(local()).op(OP.i64Add).set(local()));
      return oneFunction([], [], [[MOST_LOCALS, I64]], code);
    },
  },
  {
    name: 'random-locals-in-blocks',
    source: 'own',
    describe: `n conditional sums of random ones of ${MOST_LOCALS} locals`,
    sizes: doubling(64, 512),
    make(n, seed) {
      const random = new Random(seed);
      const local = () => 1 + random.below(MOST_LOCALS);
      const code = new Code().times(n, (c) =>
        c.get(0).if().get(local()).get(local()).op(OP.i64Add).set(local()).end(),
      );
      return oneFunction([I32], [], [[MOST_LOCALS, I64]], code);
    },
  },
  {
    name: 'random-calls',
    source: 'own',
    describe: 'n functions, and one that calls random ones of them n times',
    sizes: doubling(64, 512),
    most: 1_000_000,
    make(n, seed) {
      const random = new Random(seed);
      const module = new Module();
      const type = module.type([], []);
      for (let i = 0; i < n; i += 1) module.func(type, [], new Code());
      module.func(
        type,
        [],
        new Code().times(Math.min(n, 40_000), (c) => c.call(random.below(n))),
      );
      return module.done();
    },
  },
  {
    name: 'large-and-small-functions',
    source: 'own',
    describe:
      'n pairs of functions, one of them empty, the other larger each time: blocks of memory of every size',
    sizes: doubling(8, 64),
    most: 100_000,
    make(n) {
      const module = new Module();
      const type = module.type([I64], [I64]);
      for (let i = 0; i < n; i += 1) {
        module.func(type, [], new Code().get(0));
        const operations = 1 + ((i * 37) % 4000);
        const code = new Code().get(0).times(operations, (c, k) => c.i64(k * 77).op(OP.i64Mul));
        module.func(type, [], code);
      }
      return module.done();
    },
  },
  {
    name: 'left-from-everywhere',
    source: 'own',
    describe: 'a block that is left n times with one of n values: one join of n edges',
    sizes: doubling(64, 512),
    make(n) {
      const code = new Code().block(I64);
      code.times(n, (c, i) => c.i64(i).get(0).brIf(0).op(OP.drop));
      return oneFunction([I32], [I64], [], code.i64(-1).end());
    },
  },
  {
    name: 'dominator-ladder',
    source: 'own',
    describe:
      'n conditional branches out of two nested blocks in turn: a deep tree of dominators with far joins',
    sizes: doubling(64, 512),
    make(n) {
      const code = new Code().block().block();
      code.times(n, (c, i) => c.get(0).brIf(i % 2));
      return oneFunction([I32], [], [], code.end().end());
    },
  },
  {
    name: 'stores-and-loads-in-blocks',
    source: 'own',
    describe: 'n conditional stores, each with a load behind it: alias analysis keeps all of them',
    sizes: doubling(64, 512),
    make(n) {
      const module = new Module();
      module.memory(1);
      const code = new Code().times(n, (c, i) =>
        c
          .get(0)
          .if()
          .get(0)
          .get(0)
          .mem(MEM.i32Store, 4 * i)
          .end()
          .get(0)
          .mem(MEM.i32Load, 4 * (n - i))
          .set(0),
      );
      module.exportFunction('f', module.type([I32], []), [], code);
      return module.done();
    },
  },
  {
    name: 'deep-right-tree',
    source: 'own',
    describe: 'n loads on the stack, then n - 1 sums: all live at once',
    sizes: doubling(64, 512),
    make(n) {
      const module = new Module();
      module.memory(1);
      const code = new Code();
      code.times(n, (c, i) => c.get(0).mem(MEM.i64Load, 8 * i));
      code.times(n - 1, (c) => c.op(OP.i64Xor));
      module.exportFunction('f', module.type([I32], [I64]), [], code);
      return module.done();
    },
  },
  {
    name: 'dead-after-trap',
    source: 'own',
    describe: 'n operators behind `unreachable`: read and checked, never compiled',
    sizes: doubling(512, 4096),
    make: (n) =>
      oneFunction(
        [I32],
        [],
        [],
        new Code().op(OP.unreachable).times(n, (c) => c.get(0).i32(7).op(OP.i32Add).set(0)),
      ),
  },
  {
    name: 'long-names',
    source: 'own',
    describe: '1,000 exports with names of n bytes',
    sizes: doubling(8, 64),
    most: 4000,
    make(n) {
      const module = new Module();
      module.func(module.type([], []), [], new Code());
      for (let i = 0; i < 1000; i += 1) module.export(i.toString(36).padStart(n, 'x'), 'func', 0);
      return module.done();
    },
  },
];
