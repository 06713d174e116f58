import { Random } from '../random/random.js';
import { type Bomb, doubling } from './bomb.js';
import { Code, I32, OP } from './code.js';
import { oneFunction } from './encoder.js';

/** Bombs made of structured control flow alone. */
export const CONTROL: Bomb[] = [
  {
    name: 'empty-loops',
    source: 'wasmtime #3441',
    describe: 'n empty loops one after the other',
    sizes: doubling(256, 2048),
    make: (n) =>
      oneFunction(
        [],
        [],
        [],
        new Code().times(n, (c) => c.loop().end()),
      ),
  },
  {
    name: 'live-loops',
    source: 'wasmtime #3441',
    describe: 'n loops one after the other that run while a local is not zero',
    sizes: doubling(128, 1024),
    make: (n) =>
      oneFunction(
        [I32],
        [],
        [],
        new Code().times(n, (c) => c.loop().get(0).brIf(0).end()),
      ),
  },
  {
    name: 'nested-loops',
    source: 'wasmtime #4060',
    describe: 'n loops, each inside the other and each with a way back',
    sizes: doubling(128, 1024),
    make(n) {
      const code = new Code().times(n, (c) => c.loop());
      code.get(0).i32(1).op(OP.i32Sub).set(0);
      return oneFunction(
        [I32],
        [],
        [],
        code.times(n, (c) => c.get(0).brIf(0).end()),
      );
    },
  },
  {
    name: 'nested-loops-far-back',
    source: 'wasmtime #4060',
    describe: 'n nested loops; the innermost branches back to every one of them',
    sizes: doubling(128, 1024),
    make(n) {
      const code = new Code().times(n, (c) => c.loop());
      code.times(n, (c, i) => c.get(0).brIf(i).get(0).i32(1).op(OP.i32Add).set(0));
      return oneFunction(
        [I32],
        [],
        [],
        code.times(n, (c) => c.end()),
      );
    },
  },
  {
    name: 'nested-blocks',
    source: 'wasmtime #3414',
    describe: 'n blocks, each inside the other, one branch inside',
    sizes: doubling(256, 2048),
    make(n, seed) {
      const code = new Code().times(n, (c) => c.block());
      code.get(0).brIf(new Random(seed).below(n));
      return oneFunction(
        [I32],
        [],
        [],
        code.times(n, (c) => c.end()),
      );
    },
  },
  {
    name: 'nested-blocks-all-left',
    source: 'wasmtime #3414',
    describe: 'n nested blocks, n branches inside, each to another block',
    sizes: doubling(128, 1024),
    make(n) {
      const code = new Code().times(n, (c) => c.block());
      code.times(n, (c, i) => c.get(0).i32(i).op(OP.i32Sub).brIf(i));
      return oneFunction(
        [I32],
        [I32],
        [],
        code.times(n, (c) => c.get(0).i32(3).op(OP.i32Mul).set(0).end()).get(0),
      );
    },
  },
  {
    name: 'nested-ifs',
    source: 'wasmtime #3414',
    describe: 'n ifs with else, each inside the other',
    sizes: doubling(128, 1024),
    make(n) {
      const code = new Code().times(n, (c) => c.get(0).if());
      return oneFunction([I32], [I32], [], code.times(n, (c, i) => c.else().i32(i).set(0).end()).get(0));
    },
  },
  {
    name: 'if-else-chain',
    source: 'own',
    describe: 'n if/else one after the other, merging one value',
    sizes: doubling(128, 1024),
    make: (n) =>
      oneFunction(
        [I32],
        [I32],
        [],
        new Code()
          .times(n, (c, i) => c.get(0).if(I32).get(0).i32(i).op(OP.i32Add).else().i32(i).end().set(0))
          .get(0),
      ),
  },
  {
    name: 'branch-web',
    source: 'own',
    describe: 'n nested blocks and loops by turns; behind each inner one a conditional jump to any outer one',
    sizes: doubling(64, 512),
    make(n, seed) {
      const random = new Random(seed);
      const code = new Code().times(n, (c, i) => (i % 2 === 0 ? c.block() : c.loop()));
      code.times(n, (c, i) => {
        const open = n - i;
        c.get(0).brIf(random.below(open));
        c.get(0).i32(random.below(1000)).op(OP.i32Add).tee(0).brIf(random.below(open)).end();
      });
      return oneFunction([I32], [I32], [], code.get(0));
    },
  },
  {
    name: 'many-exits',
    source: 'own',
    describe: 'one loop with n exits that carry a value',
    sizes: doubling(128, 1024),
    make(n) {
      const code = new Code().block(I32).loop();
      code.times(n, (c, i) =>
        c.get(0).i32(1).op(OP.i32Add).tee(0).i32(i).op(OP.i32Mul).get(0).brIf(1).op(OP.drop),
      );
      return oneFunction([I32], [I32], [], code.br(0).end().i32(0).end());
    },
  },
  {
    name: 'many-returns',
    source: 'own',
    describe: 'n conditional returns',
    sizes: doubling(128, 1024),
    make: (n) =>
      oneFunction(
        [I32],
        [I32],
        [],
        new Code().times(n, (c, i) => c.get(0).i32(i).op(OP.i32Xor).if().i32(i).op(OP.return).end()).i32(0),
      ),
  },
  {
    name: 'many-traps',
    source: 'own',
    describe: 'n conditional traps',
    sizes: doubling(128, 1024),
    make: (n) =>
      oneFunction(
        [I32],
        [],
        [],
        new Code().times(n, (c, i) => c.get(0).i32(i).op(OP.i32Xor).if().op(OP.unreachable).end()),
      ),
  },
  {
    name: 'dead-code',
    source: 'own',
    describe: 'n blocks behind an unconditional branch',
    sizes: doubling(256, 2048),
    make: (n) =>
      oneFunction(
        [I32],
        [],
        [],
        new Code()
          .block()
          .br(0)
          .times(n, (c) => c.block().get(0).brIf(0).end())
          .end(),
      ),
  },
];
