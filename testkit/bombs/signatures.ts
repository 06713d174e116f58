import { type Bomb, doubling } from './bomb.js';
import { Code, F64, I32, I64, OP, V128 } from './code.js';
import { Module } from './encoder.js';

const wide = (n: number, type = I64) => Array<number>(n).fill(type);
const zeros = (n: number) => new Code().times(n, (c) => c.i64(0));
/** More parameters or results than this are invalid. */
const MOST = 1000;

/** Bombs made of wide signatures: two bytes of code move a thousand values. */
export const SIGNATURES: Bomb[] = [
  {
    name: 'wide-calls',
    source: 'own',
    describe: 'n calls of a function of n parameters and n results, each of the results before',
    sizes: doubling(16, 128),
    most: MOST,
    make: (n) => wideCalls(n, n),
  },
  {
    name: 'wide-calls-1000',
    source: 'own',
    describe: 'n calls of a function of 1000 parameters and 1000 results',
    sizes: doubling(2, 16),
    make: (n) => wideCalls(MOST, n),
  },
  {
    name: 'wide-calls-mixed',
    source: 'own',
    describe: 'n calls through a table of a function of 2n mixed parameters and results',
    sizes: doubling(16, 128),
    most: MOST / 2,
    make(n) {
      const types = Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? F64 : I32));
      const module = new Module();
      const type = module.type(types, types);
      module.table(0x70, 1);
      const code = new Code().times(n, (c) => c.f64(0).i32(0));
      code.times(n, (c) => c.i32(0).callIndirect(type, 0)).times(2 * n, (c) => c.op(OP.drop));
      module.exportFunction('g', module.type([], []), [], code);
      return module.done();
    },
  },
  {
    name: 'wide-results',
    source: 'own',
    describe: 'n calls of a function of n results, which stay on the stack unused',
    sizes: doubling(16, 128),
    most: MOST,
    make(n) {
      const module = new Module();
      const callee = module.importFunction('env', 'f', module.type([], wide(n)));
      const code = new Code().times(n, (c) => c.call(callee)).op(OP.unreachable);
      module.exportFunction('g', module.type([], []), [], code);
      return module.done();
    },
  },
  {
    name: 'wide-loops',
    source: 'own',
    describe: 'n loops with n parameters and n results, one after the other',
    sizes: doubling(16, 128),
    most: MOST,
    make(n) {
      const module = new Module();
      const block = module.type(wide(n), wide(n));
      const code = zeros(n).times(n, (c) => c.typed('loop', block).get(0).brIf(0).end());
      const type = module.type([I32], []);
      module.exportFunction(
        'g',
        type,
        [],
        code.times(n, (c) => c.op(OP.drop)),
      );
      return module.done();
    },
  },
  {
    name: 'wide-ifs',
    source: 'own',
    describe: 'n ifs of n parameters and results',
    sizes: doubling(16, 128),
    most: MOST,
    make(n) {
      const module = new Module();
      const block = module.type(wide(n), wide(n));
      const code = zeros(n).times(n, (c) => c.get(0).typed('if', block).i64(1).op(OP.i64Add).end());
      const type = module.type([I32], []);
      module.exportFunction(
        'g',
        type,
        [],
        code.times(n, (c) => c.op(OP.drop)),
      );
      return module.done();
    },
  },
  {
    name: 'wide-branches',
    source: 'own',
    describe: 'n conditional branches that carry n values out of a block',
    sizes: doubling(16, 128),
    most: MOST,
    make(n) {
      const module = new Module();
      const block = module.type([], wide(n));
      const code = new Code().typed('block', block);
      code
        .times(n, (c, i) => c.i64(i))
        .times(n, (c, i) => c.get(0).i32(i).op(OP.i32Xor).brIf(0))
        .end();
      const type = module.type([I32], []);
      module.exportFunction(
        'g',
        type,
        [],
        code.times(n, (c) => c.op(OP.drop)),
      );
      return module.done();
    },
  },
  {
    name: 'wide-returns',
    source: 'own',
    describe: 'n conditional returns of n values',
    sizes: doubling(16, 128),
    most: MOST,
    make(n) {
      const module = new Module();
      const code = new Code().times(n, (c, i) => c.i64(i));
      code.times(n, (c, i) => c.get(0).i32(i).op(OP.i32Xor).brIf(0));
      module.exportFunction('g', module.type([I32], wide(n)), [], code);
      return module.done();
    },
  },
  {
    name: 'wide-table-branches',
    source: 'own',
    describe: 'n tables of n targets that carry n values',
    sizes: doubling(8, 32),
    most: MOST,
    make(n) {
      const module = new Module();
      const block = module.type([], wide(n));
      const code = new Code().times(n, (c) => c.typed('block', block));
      code.times(n, (c, i) => c.i64(i));
      code.times(n, (c, i) => {
        const open = n - i;
        c.get(0)
          .brTable(
            Array.from({ length: n }, (_, k) => k % open),
            0,
          )
          .end();
      });
      module.exportFunction(
        'g',
        module.type([I32], []),
        [],
        code.times(n, (c) => c.op(OP.drop)),
      );
      return module.done();
    },
  },
  {
    name: 'wide-exports',
    source: 'own',
    describe: 'n exported functions of n vector parameters and results: each wants a trampoline',
    sizes: doubling(16, 128),
    most: MOST,
    make(n) {
      const module = new Module();
      const type = module.type(wide(n, V128), wide(n, V128));
      for (let i = 0; i < n; i += 1) {
        module.exportFunction(i.toString(36), type, [], new Code().op(OP.unreachable));
      }
      return module.done();
    },
  },
  {
    name: 'wide-exports-1000',
    source: 'own',
    describe: 'n exported functions of 1000 parameters and results',
    sizes: doubling(4, 16),
    make(n) {
      const module = new Module();
      const type = module.type(wide(MOST), wide(MOST));
      for (let i = 0; i < n; i += 1) {
        module.exportFunction(i.toString(36), type, [], new Code().op(OP.unreachable));
      }
      return module.done();
    },
  },
  {
    name: 'wide-types',
    source: 'own',
    describe: 'n different types of n parameters and results, each of an import that is exported again',
    sizes: doubling(16, 64),
    most: MOST,
    make(n) {
      const module = new Module();
      const results = (i: number) => wide(n).map((type, at) => (at === i ? I32 : type));
      for (let i = 0; i < n; i += 1) module.importFunction('e', `${i}`, module.type(wide(n), results(i)));
      for (let i = 0; i < n; i += 1) module.export(`${i}`, 'func', i);
      return module.done();
    },
  },
];

/** So many calls of a function that takes as many values as it gives, each call those of the one before. */
function wideCalls(width: number, calls: number): Uint8Array {
  const module = new Module();
  const callee = module.importFunction('env', 'f', module.type(wide(width), wide(width)));
  const code = zeros(width)
    .times(calls, (c) => c.call(callee))
    .times(width, (c) => c.op(OP.drop));
  module.exportFunction('g', module.type([], []), [], code);
  return module.done();
}
