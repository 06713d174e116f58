import { Random } from '../random/random.js';
import { type Bomb, doubling } from './bomb.js';
import { Code, I32, MEM, OP } from './code.js';
import { Module } from './encoder.js';

/** A module with one memory and one function of an i32 to an i32. */
function withMemory(code: Code, more: (module: Module) => void = () => undefined): Uint8Array {
  const module = new Module();
  module.memory(16);
  more(module);
  module.exportFunction('f', module.type([I32], [I32]), [], code.get(0));
  return module.done();
}

/** Bombs of memory accesses and segments. */
export const MEMORY: Bomb[] = [
  {
    name: 'loads-and-stores',
    source: 'own',
    describe: 'n stores and n loads at few addresses: alias analysis forwards some',
    sizes: doubling(64, 512),
    make(n, seed) {
      const random = new Random(seed);
      const loads = [MEM.i32Load, MEM.i32Load8U, MEM.i32Load16S];
      const code = new Code().times(n, (c) =>
        c
          .get(0)
          .get(0)
          .mem(random.pick(loads), 4 * random.below(16))
          .mem(random.pick([MEM.i32Store, MEM.i32Store8]), 4 * random.below(16)),
      );
      return withMemory(code);
    },
  },
  {
    name: 'same-loads',
    source: 'own',
    describe: 'n loads of one address, a store before every eighth',
    sizes: doubling(128, 1024),
    make: (n) =>
      withMemory(
        new Code().times(n, (c, i) => {
          if (i % 8 === 0) c.get(0).i32(i).mem(MEM.i32Store, 64);
          c.get(0).mem(MEM.i32Load, 0).op(OP.drop);
        }),
      ),
  },
  {
    name: 'pointer-chase',
    source: 'own',
    describe: 'n loads, each at the address loaded before',
    sizes: doubling(256, 2048),
    make: (n) =>
      withMemory(
        new Code()
          .get(0)
          .times(n, (c) => c.mem(MEM.i32Load, 0))
          .set(0),
      ),
  },
  {
    name: 'far-offsets',
    source: 'own',
    describe: 'n loads at offsets near 4 GiB, which need checks of their own',
    sizes: doubling(64, 512),
    make(n, seed) {
      const random = new Random(seed);
      return withMemory(
        new Code()
          .get(0)
          .times(n, (c) => c.mem(MEM.i32Load, 0xffff0000 + random.below(65536)))
          .set(0),
      );
    },
  },
  {
    name: 'loads-in-branches',
    source: 'own',
    describe: 'n conditional stores, a load after each: alias analysis merges at every join',
    sizes: doubling(64, 512),
    make: (n) =>
      withMemory(
        new Code().times(n, (c, i) =>
          c
            .get(0)
            .if()
            .get(0)
            .i32(i)
            .mem(MEM.i32Store, 4 * (i % 32))
            .end()
            .get(0)
            .mem(MEM.i32Load, 0)
            .set(0),
        ),
      ),
  },
  {
    name: 'memory-copy',
    source: 'own',
    describe: 'n memory.copy and memory.fill by turns',
    sizes: doubling(64, 512),
    make: (n) =>
      withMemory(
        new Code().times(n, (c, i) => {
          c.get(0).get(0).get(0);
          if (i % 2 === 0) c.misc(10, 0, 0);
          else c.misc(11, 0);
        }),
      ),
  },
  {
    name: 'memory-grow',
    source: 'own',
    describe: 'n memory.grow of the result before',
    sizes: doubling(128, 1024),
    make: (n) =>
      withMemory(
        new Code()
          .get(0)
          .times(n, (c) => c.op(0x40, 0))
          .set(0),
      ),
  },
  {
    name: 'memory-size',
    source: 'own',
    describe: 'n memory.size, summed',
    sizes: doubling(128, 1024),
    make: (n) =>
      withMemory(
        new Code()
          .get(0)
          .times(n, (c) => c.op(0x3f, 0, OP.i32Add))
          .set(0),
      ),
  },
  {
    name: 'memory-init',
    source: 'own',
    describe: 'n memory.init and data.drop of n passive segments',
    sizes: doubling(32, 256),
    most: 100_000,
    make: (n) =>
      withMemory(
        new Code().times(n, (c, i) => c.get(0).i32(0).get(0).misc(8, i, 0).misc(9, i)),
        (module) => {
          for (let i = 0; i < n; i += 1) module.data([]);
        },
      ),
  },
  {
    name: 'active-segments',
    source: 'own',
    describe: 'n active data segments of one byte: code for each in the start-up function',
    sizes: doubling(64, 512),
    most: 100_000,
    make: (n) =>
      withMemory(new Code(), (module) => {
        for (let i = 0; i < n; i += 1) module.data([1], new Code().i32(i));
      }),
  },
  {
    name: 'passive-segments',
    source: 'own',
    describe: 'n passive data segments that nothing uses',
    sizes: doubling(128, 1024),
    most: 100_000,
    make: (n) =>
      withMemory(new Code(), (module) => {
        for (let i = 0; i < n; i += 1) module.data([1]);
      }),
  },
  {
    name: 'data-bytes',
    source: 'own',
    describe: 'one data segment of n bytes',
    sizes: doubling(4096, 32_768),
    make: (n, seed) =>
      withMemory(new Code(), (module) => module.data(new Random(seed).bytes(n), new Code().i32(0))),
  },
];
