import { Random } from '../random/random.js';
import { type Bomb, doubling } from './bomb.js';
import { Code, I32, V128 } from './code.js';
import { Module, oneFunction } from './encoder.js';

/** Vector instructions of two operands: arithmetic, comparisons, saturation, narrowing, products. */
const BINARY = [
  0x23, 0x2c, 0x37, 0x41, 0x4e, 0x50, 0x51, 0x65, 0x66, 0x6e, 0x6f, 0x78, 0x7b, 0x82, 0x85, 0x86, 0x95, 0x96,
  0xae, 0xb5, 0xba, 0xbc, 0xd5, 0xd6, 0xdc, 0xe4, 0xe8, 0xea, 0xf0, 0xf3, 0xf4,
];

/** Bombs of vector code: constant pools and long sequences. */
export const SIMD: Bomb[] = [
  {
    name: 'shuffles',
    source: 'own',
    describe: 'n shuffles, each with a pattern of its own',
    sizes: doubling(32, 256),
    make(n, seed) {
      const random = new Random(seed);
      const code = new Code().times(n, (c) =>
        c
          .get(0)
          .get(1)
          .simd(13)
          .raw(random.bytes(16).map((b) => b % 32))
          .set(0),
      );
      return oneFunction([V128, V128], [V128], [], code.get(0));
    },
  },
  {
    name: 'vector-constants',
    source: 'own',
    describe: 'n different vector constants: a pool of 16n bytes',
    sizes: doubling(32, 256),
    make(n, seed) {
      const random = new Random(seed);
      const code = new Code().times(n, (c) => c.get(0).v128(random.bytes(16)).simd(0x6e).set(0));
      return oneFunction([V128], [V128], [], code.get(0));
    },
  },
  {
    name: 'vector-constants-live',
    source: 'own',
    describe: 'n vector constants, all live at once',
    sizes: doubling(32, 256),
    make(n, seed) {
      const random = new Random(seed);
      const code = new Code().times(n, (c) => c.v128(random.bytes(16)));
      return oneFunction(
        [],
        [V128],
        [],
        code.times(n - 1, (c) => c.simd(0x6e)),
      );
    },
  },
  {
    name: 'vector-soup',
    source: 'own',
    describe: 'n vector operations between random ones of six values',
    sizes: doubling(64, 512),
    make(n, seed) {
      const random = new Random(seed);
      const code = new Code().times(n, (c) =>
        c.get(random.below(6)).get(random.below(6)).simd(random.pick(BINARY)).set(random.below(6)),
      );
      code.get(0);
      for (let i = 1; i < 6; i += 1) code.get(i).simd(0x51);
      return oneFunction(Array(6).fill(V128), [V128], [], code);
    },
  },
  {
    name: 'lanes',
    source: 'own',
    describe: 'n lanes taken out of one vector and put into another',
    sizes: doubling(64, 512),
    make(n, seed) {
      const random = new Random(seed);
      const code = new Code().times(n, (c) =>
        c.get(0).get(1).simd(22).byte(random.below(16)).simd(23).byte(random.below(16)).set(0),
      );
      return oneFunction([V128, V128], [V128], [], code.get(0));
    },
  },
  {
    name: 'lane-loads',
    source: 'own',
    describe: 'n loads and stores of single lanes',
    sizes: doubling(32, 256),
    make(n, seed) {
      const random = new Random(seed);
      const module = new Module();
      module.memory(1);
      const code = new Code().times(n, (c) =>
        c
          .get(0)
          .get(1)
          .simd(0x54)
          .u(0)
          .u(random.below(4096))
          .byte(random.below(16))
          .set(1)
          .get(0)
          .get(1)
          .simd(0x5a)
          .u(0)
          .u(random.below(4096))
          .byte(random.below(4)),
      );
      module.exportFunction('f', module.type([I32, V128], []), [], code);
      return module.done();
    },
  },
];
