import { type Bomb, doubling } from './bomb.js';
import { Code, F32, F64, FUNCREF, I32, I64, OP } from './code.js';
import { Module } from './encoder.js';

/** The i-th of a series of different parameter lists. */
function params(i: number): number[] {
  const digits = [I32, I64, F32, F64];
  const list = [];
  for (let rest = i; rest > 0; rest = Math.floor((rest - 1) / 4)) list.push(digits[(rest - 1) % 4] as number);
  return list;
}

/** A constant for a parameter of this type. */
function constant(code: Code, type: number): void {
  if (type === I32) code.i32(1);
  else if (type === I64) code.i64(1);
  else if (type === F32) code.op(0x43, 0, 0, 0, 0);
  else code.f64(1);
}

/** A module with two function tables and one function. */
function withTables(size: number, code: Code, more: (module: Module) => void = () => undefined): Uint8Array {
  const module = new Module();
  const type = module.type([I32], []);
  module.table(FUNCREF, size);
  module.table(FUNCREF, size);
  more(module);
  const f = module.func(type, [], code);
  module.export('f', 'func', f);
  return module.done();
}

/** Bombs of tables, references and indirect calls. References are to functions: others need a garbage collector. */
export const TABLES: Bomb[] = [
  {
    name: 'table-get-set',
    source: 'own',
    describe: 'n times table.get and table.set of functions',
    sizes: doubling(32, 256),
    make: (n) =>
      withTables(
        100,
        new Code().times(n, (c) => c.get(0).get(0).op(0x25, 0, 0x26, 0)),
      ),
  },
  {
    name: 'table-get',
    source: 'own',
    describe: 'n times table.get, the result dropped',
    sizes: doubling(32, 256),
    make: (n) =>
      withTables(
        100,
        new Code().times(n, (c) => c.get(0).op(0x25, 0, OP.drop)),
      ),
  },
  {
    name: 'table-set-null',
    source: 'own',
    describe: 'n times table.set of a null reference',
    sizes: doubling(32, 256),
    make: (n) =>
      withTables(
        100,
        new Code().times(n, (c) => c.get(0).refNull(FUNCREF).op(0x26, 1)),
      ),
  },
  {
    name: 'table-copy-fill',
    source: 'own',
    describe: 'n times table.copy, table.fill, table.grow',
    sizes: doubling(32, 256),
    make: (n) =>
      withTables(
        100,
        new Code().times(n, (c) =>
          c
            .get(0)
            .get(0)
            .get(0)
            .misc(14, 0, 0)
            .get(0)
            .refNull(FUNCREF)
            .get(0)
            .misc(17, 0)
            .refNull(FUNCREF)
            .get(0)
            .misc(15, 0)
            .set(0),
        ),
      ),
  },
  {
    name: 'call-indirect',
    source: 'own',
    describe: 'n indirect calls of one type',
    sizes: doubling(32, 256),
    make: (n) =>
      withTables(
        100,
        new Code().times(n, (c) => c.get(0).get(0).callIndirect(0, 0)),
      ),
  },
  {
    name: 'call-indirect-types',
    source: 'own',
    describe: 'n indirect calls, each of another type',
    sizes: doubling(32, 256),
    make(n) {
      const module = new Module();
      const caller = module.type([I32], []);
      module.table(FUNCREF, 100);
      const code = new Code().times(n, (c, i) => {
        const list = params(i);
        for (const type of list) constant(c, type);
        c.get(0).callIndirect(module.type(list, []), 0);
      });
      module.exportFunction('f', caller, [], code);
      return module.done();
    },
  },
  {
    name: 'ref-func',
    source: 'own',
    describe: 'n times ref.func of n functions',
    sizes: doubling(32, 256),
    make(n) {
      const module = new Module();
      const type = module.type([], []);
      for (let i = 0; i < n; i += 1) module.func(type, [], new Code());
      module.declare(Array.from({ length: n }, (_, i) => i));
      module.exportFunction(
        'f',
        type,
        [],
        new Code().times(n, (c, i) => c.refFunc(i).op(OP.drop)),
      );
      return module.done();
    },
  },
  {
    name: 'active-elements',
    source: 'own',
    describe: 'n element segments of one function',
    sizes: doubling(64, 512),
    most: 100_000,
    make: (n) =>
      withTables(n, new Code(), (module) => {
        for (let i = 0; i < n; i += 1) {
          module.element((entry) => entry.byte(0).raw(new Code().i32(i).end().done()).u(1).u(0));
        }
      }),
  },
  {
    name: 'active-elements-unknown-offset',
    source: 'own',
    describe: 'n element segments at an offset that is imported: code for each in the start-up function',
    sizes: doubling(32, 256),
    most: 100_000,
    make: (n) =>
      withTables(n, new Code(), (module) => {
        module.importGlobal('env', 'g', I32);
        for (let i = 0; i < n; i += 1) {
          module.element((entry) => entry.byte(0).raw(new Code().globalGet(0).end().done()).u(1).u(0));
        }
      }),
  },
  {
    name: 'passive-elements',
    source: 'own',
    describe: 'n passive element segments of one function',
    sizes: doubling(32, 256),
    most: 100_000,
    make: (n) =>
      withTables(1, new Code(), (module) => {
        for (let i = 0; i < n; i += 1) module.element((entry) => entry.byte(1).byte(0).u(1).u(0));
      }),
  },
  {
    name: 'element-expressions',
    source: 'own',
    describe: 'one active segment of n null references, written as expressions',
    sizes: doubling(64, 512),
    make: (n) =>
      withTables(n, new Code(), (module) => {
        module.element((entry) => {
          entry.byte(4).raw(new Code().i32(0).end().done()).u(n);
          for (let i = 0; i < n; i += 1) entry.raw([0xd0, FUNCREF, 0x0b]);
        });
      }),
  },
  {
    name: 'passive-expressions',
    source: 'own',
    describe: 'one passive segment of n null references, written as expressions',
    sizes: doubling(64, 512),
    make: (n) =>
      withTables(1, new Code(), (module) => {
        module.element((entry) => {
          entry.byte(5).byte(FUNCREF).u(n);
          for (let i = 0; i < n; i += 1) entry.raw([0xd0, FUNCREF, 0x0b]);
        });
      }),
  },
  {
    name: 'sparse-tables',
    source: 'own',
    describe: 'n tables of a million elements, the last one set: a list of a million in the artifact',
    sizes: doubling(1, 8),
    most: 100,
    make: (n) => sparseTables(n, 1 << 20),
  },
  {
    name: 'sparse-table-size',
    source: 'own',
    describe: 'a table of n elements, the last one set',
    sizes: doubling(8192, 131_072),
    most: 1 << 20,
    make: (n) => sparseTables(1, n),
  },
  {
    name: 'many-tables',
    source: 'own',
    describe: 'n tables, all exported',
    sizes: doubling(8, 64),
    most: 100,
    make(n) {
      const module = new Module();
      for (let i = 0; i < n; i += 1) {
        module.table(FUNCREF, 10);
        module.export(`${i}`, 'table', i);
      }
      return module.done();
    },
  },
];

function sparseTables(tables: number, size: number): Uint8Array {
  const module = new Module();
  module.func(module.type([], []), [], new Code());
  for (let i = 0; i < tables; i += 1) {
    module.table(FUNCREF, size);
    module.element((entry) =>
      entry
        .byte(2)
        .u(i)
        .raw(
          new Code()
            .i32(size - 1)
            .end()
            .done(),
        )
        .byte(0)
        .u(1)
        .u(0),
    );
  }
  // Padding: ratios of modules below 256 bytes say little.
  module.custom('padding', new Uint8Array(256));
  return module.done();
}
