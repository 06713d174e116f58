import { type Bomb, doubling } from './bomb.js';
import { Code, FUNCREF, I32, I64, OP } from './code.js';
import { Module } from './encoder.js';

/** Bombs of global variables. */
export const GLOBALS: Bomb[] = [
  {
    name: 'globals-used',
    source: 'own',
    describe: 'n mutable globals, each read and written once',
    sizes: doubling(64, 512),
    most: 1_000_000,
    make(n) {
      const module = new Module();
      for (let i = 0; i < n; i += 1) module.global(I64, true, new Code().i64(0));
      const code = new Code().times(n, (c, i) =>
        c
          .globalGet(i)
          .i64(1)
          .op(OP.i64Add)
          .globalSet((i * 7) % n),
      );
      module.exportFunction('f', module.type([], []), [], code);
      return module.done();
    },
  },
  {
    name: 'one-global',
    source: 'own',
    describe: 'n times one global read and written',
    sizes: doubling(128, 1024),
    make(n) {
      const module = new Module();
      module.global(I64, true, new Code().i64(0));
      const code = new Code().times(n, (c) => c.globalGet(0).globalGet(0).op(OP.i64Mul).globalSet(0));
      module.exportFunction('f', module.type([], []), [], code);
      return module.done();
    },
  },
  {
    name: 'globals-unused',
    source: 'own',
    describe: 'n globals with constants',
    sizes: doubling(256, 2048),
    most: 1_000_000,
    make(n) {
      const module = new Module();
      for (let i = 0; i < n; i += 1) module.global(I32, false, new Code().i32(0));
      return module.done();
    },
  },
  {
    name: 'globals-from-imports',
    source: 'own',
    describe: 'n globals that start as an imported one: code for each in the start-up function',
    sizes: doubling(64, 512),
    most: 999_000,
    make(n) {
      const module = new Module();
      module.importGlobal('env', 'g', I32);
      for (let i = 0; i < n; i += 1) module.global(I32, false, new Code().globalGet(0));
      return module.done();
    },
  },
  {
    name: 'globals-of-functions',
    source: 'own',
    describe: 'n globals that hold a reference to a function',
    sizes: doubling(64, 512),
    most: 1_000_000,
    make(n) {
      const module = new Module();
      const f = module.func(module.type([], []), [], new Code());
      for (let i = 0; i < n; i += 1) module.global(FUNCREF, false, new Code().refFunc(f));
      return module.done();
    },
  },
];
