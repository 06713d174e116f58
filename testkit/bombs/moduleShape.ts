import { Random } from '../random/random.js';
import { type Bomb, doubling } from './bomb.js';
import { Bytes } from './bytes.js';
import { Code, F32, F64, I32, I64, OP, V128 } from './code.js';
import { Module } from './encoder.js';

/** The i-th of a series of different types. */
function signature(i: number): [number[], number[]] {
  const digits = [I32, I64, F32, F64, V128];
  const list = [];
  for (let rest = i; rest > 0; rest = Math.floor((rest - 1) / 5)) list.push(digits[(rest - 1) % 5] as number);
  return [list, []];
}

/** Bombs of many small definitions: what a function, a type, a name costs by itself. */
export const MODULE_SHAPE: Bomb[] = [
  {
    name: 'empty-functions',
    source: 'wasmtime #10576',
    describe: 'n functions that do nothing',
    sizes: doubling(64, 512),
    most: 1_000_000,
    make(n) {
      const module = new Module();
      const type = module.type([], []);
      for (let i = 0; i < n; i += 1) module.func(type, [], new Code());
      return module.done();
    },
  },
  {
    name: 'trapping-functions',
    source: 'wasmtime #10576',
    describe: 'n functions that only trap',
    sizes: doubling(64, 512),
    most: 1_000_000,
    make(n) {
      const module = new Module();
      const type = module.type([], []);
      for (let i = 0; i < n; i += 1) module.func(type, [], new Code().op(OP.unreachable));
      return module.done();
    },
  },
  {
    name: 'exported-functions',
    source: 'own',
    describe: 'n empty functions, each exported: a trampoline for each',
    sizes: doubling(64, 512),
    most: 1_000_000,
    make(n) {
      const module = new Module();
      const type = module.type([], []);
      for (let i = 0; i < n; i += 1) module.exportFunction(i.toString(36), type, [], new Code());
      return module.done();
    },
  },
  {
    name: 'escaping-functions',
    source: 'own',
    describe: 'n empty functions, all in one element segment: a trampoline for each, at one byte',
    sizes: doubling(64, 512),
    most: 1_000_000,
    make(n) {
      const module = new Module();
      const type = module.type([], []);
      for (let i = 0; i < n; i += 1) module.func(type, [], new Code());
      module.declare(Array.from({ length: n }, (_, i) => i));
      return module.done();
    },
  },
  {
    name: 'exports-of-one-function',
    source: 'own',
    describe: 'one function exported under n names',
    sizes: doubling(128, 1024),
    most: 1_000_000,
    make(n) {
      const module = new Module();
      module.func(module.type([], []), [], new Code());
      for (let i = 0; i < n; i += 1) module.export(i.toString(36), 'func', 0);
      return module.done();
    },
  },
  {
    name: 'imports',
    source: 'own',
    describe: 'n imported functions of one type',
    sizes: doubling(64, 512),
    most: 1_000_000,
    make(n) {
      const module = new Module();
      const type = module.type([], []);
      for (let i = 0; i < n; i += 1) module.importFunction('', i.toString(36), type);
      return module.done();
    },
  },
  {
    name: 'imports-called',
    source: 'own',
    describe: 'n imported functions, each of another type, each exported again',
    sizes: doubling(64, 512),
    most: 1_000_000,
    make(n) {
      const module = new Module();
      for (let i = 0; i < n; i += 1) module.importFunction('', i.toString(36), module.type(...signature(i)));
      for (let i = 0; i < n; i += 1) module.export(i.toString(36), 'func', i);
      return module.done();
    },
  },
  {
    name: 'types',
    source: 'own',
    describe: 'n different function types that nothing uses',
    sizes: doubling(64, 512),
    most: 1_000_000,
    make(n) {
      const module = new Module();
      for (let i = 0; i < n; i += 1) module.type(...signature(i));
      return module.done();
    },
  },
  {
    name: 'calls',
    source: 'own',
    describe: 'n functions, each calling the one before twice',
    sizes: doubling(32, 256),
    most: 1_000_000,
    make(n) {
      const module = new Module();
      const type = module.type([I32], [I32]);
      for (let i = 0; i < n; i += 1) {
        const code = new Code().get(0);
        module.func(type, [], i === 0 ? code : code.call(i - 1).call(i - 1));
      }
      return module.done();
    },
  },
  {
    name: 'calls-in-line',
    source: 'own',
    describe: 'one function with n calls of a function without parameters',
    sizes: doubling(128, 1024),
    make(n) {
      const module = new Module();
      const type = module.type([], []);
      module.func(type, [], new Code());
      module.exportFunction(
        'f',
        type,
        [],
        new Code().times(n, (c) => c.call(0)),
      );
      return module.done();
    },
  },
  {
    name: 'name-section',
    source: 'own',
    describe: 'n functions with names',
    sizes: doubling(64, 512),
    most: 1_000_000,
    make(n) {
      const module = new Module();
      const type = module.type([], []);
      const names = new Bytes().u(n);
      for (let i = 0; i < n; i += 1) {
        module.func(type, [], new Code());
        names.u(i).name(`f${i.toString(36)}`);
      }
      module.custom('name', new Bytes().byte(1).u(names.length).raw(names.done()).done());
      return module.done();
    },
  },
  {
    name: 'custom-sections',
    source: 'own',
    describe: 'n custom sections, all of the names that Wasmtime looks at',
    sizes: doubling(64, 512),
    make(n, seed) {
      const random = new Random(seed);
      const module = new Module();
      const names = [
        'name',
        'producers',
        'dylink.0',
        'linking',
        'reloc.CODE',
        'core',
        'metadata.code.branch_hint',
      ];
      for (let i = 0; i < n; i += 1) module.custom(random.pick(names), random.bytes(4));
      return module.done();
    },
  },
];
