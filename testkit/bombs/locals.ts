import { Random } from '../random/random.js';
import { type Bomb, doubling } from './bomb.js';
import { Code, EMPTY, I32, I64, OP } from './code.js';
import { Module, oneFunction } from './encoder.js';

/** Gives locals 1 to n values that are not known while compiling. */
function fill(code: Code, n: number): Code {
  for (let i = 1; i <= n; i += 1) code.get(0).i64(i).op(OP.i64Mul).set(i);
  return code;
}

/** Leaves on the stack what depends on locals 0 to n. */
function mix(code: Code, n: number): Code {
  code.get(0);
  for (let i = 1; i <= n; i += 1) code.get(i).op(OP.i64Xor);
  return code;
}

/** Bombs that are about local variables: what turning them into SSA values costs. */
export const LOCALS: Bomb[] = [
  {
    name: 'set-get-blocks',
    source: 'wasmtime #4923',
    describe: 'n blocks that each add a constant to one local',
    sizes: doubling(128, 2048),
    make(n, seed) {
      const random = new Random(seed);
      const code = new Code().times(n, (c) =>
        c.block().i32(random.below(64)).get(0).op(OP.i32Add).set(0).end(),
      );
      return oneFunction([I32], [I32], [], code.get(0));
    },
  },
  {
    name: 'branchy-set-get',
    source: 'wasmtime #4923',
    describe: 'n blocks left by br_if around an assignment to one of n/8 locals',
    sizes: doubling(128, 1024),
    most: 300_000,
    make(n, seed) {
      const random = new Random(seed);
      const locals = Math.ceil(n / 8);
      const code = new Code().times(n, (c) => {
        const local = 1 + random.below(locals);
        c.block().get(0).brIf(0).get(local).i32(1).op(OP.i32Add).set(local).end();
      });
      for (let i = 1; i <= locals; i += 1) code.get(0).get(i).op(OP.i32Xor).set(0);
      return oneFunction([I32], [I32], [[locals, I32]], code.get(0));
    },
  },
  {
    name: 'locals-in-nested-loops',
    source: 'own',
    describe: 'n locals changed inside n/4 nested loops: each loop needs a parameter for each local',
    sizes: doubling(32, 256),
    most: 40_000,
    make(n) {
      const depth = Math.ceil(n / 4);
      const code = new Code().times(depth, (c) => c.loop());
      for (let i = 1; i <= n; i += 1) code.get(i).get(0).op(OP.i64Add).set(i);
      code.times(depth, (c) => c.get(0).op(OP.i64Eqz).brIf(0).end());
      return oneFunction([I64], [], [[n, I64]], code);
    },
  },
  {
    name: 'locals-in-sixteen-loops',
    source: 'own',
    describe: 'n locals changed inside 16 nested loops',
    sizes: doubling(32, 256),
    most: 45_000,
    make(n) {
      const code = new Code().times(16, (c) => c.loop());
      for (let i = 1; i <= n; i += 1) code.get(i).get(0).op(OP.i64Add).set(i);
      code.times(16, (c) => c.get(0).op(OP.i64Eqz).brIf(0).end());
      return oneFunction([I64], [], [[n, I64]], code);
    },
  },
  {
    name: 'thousand-locals-in-nested-loops',
    source: 'own',
    describe: '1000 locals changed inside n nested loops',
    sizes: doubling(1, 8),
    make(n) {
      const code = new Code().times(n, (c) => c.loop());
      for (let i = 1; i <= 1000; i += 1) code.get(i).get(0).op(OP.i64Add).set(i);
      code.times(n, (c) => c.get(0).op(OP.i64Eqz).brIf(0).end());
      return oneFunction([I64], [], [[1000, I64]], code);
    },
  },
  {
    name: 'locals-in-loops',
    source: 'own',
    describe: 'n locals, n loops one after the other, each changing one local; all read at the end',
    sizes: doubling(64, 512),
    most: 40_000,
    make(n) {
      const code = new Code().times(n, (c, i) =>
        c
          .loop(EMPTY)
          .get(i + 1)
          .get(0)
          .op(OP.i64Add)
          .tee(i + 1)
          .op(OP.i64Eqz)
          .brIf(0)
          .end(),
      );
      return oneFunction([I64], [I64], [[n, I64]], mix(code, n));
    },
  },
  {
    name: 'locals-across-diamonds',
    source: 'own',
    describe: 'n locals rotated through n if/else: every join merges them all',
    sizes: doubling(16, 64),
    most: 5_000,
    make(n) {
      const code = fill(new Code(), n).times(n, (c) => {
        c.get(0).op(OP.i64Eqz).if();
        for (let i = 1; i <= n; i += 1) c.get(i);
        for (let i = 1; i <= n; i += 1) c.set(i);
        c.end();
      });
      return oneFunction([I64], [I64], [[n, I64]], mix(code, n));
    },
  },
  {
    name: 'declared-locals',
    source: 'own',
    describe: 'n functions of 50,000 locals, none of them used',
    sizes: doubling(2, 16),
    make(n) {
      const module = new Module();
      const type = module.type([], []);
      for (let i = 0; i < n; i += 1) module.func(type, [[50_000, I64]], new Code());
      return module.done();
    },
  },
  {
    name: 'many-locals-straight',
    source: 'wasmtime #3523, #4291',
    describe: 'one straight function: 4n operations between n locals',
    sizes: doubling(64, 512),
    most: 45_000,
    make(n, seed) {
      const random = new Random(seed);
      const ops = [OP.i64Add, OP.i64Sub, OP.i64Mul, OP.i64Xor, OP.i64Or, OP.i64Rotl];
      const code = fill(new Code(), n).times(4 * n, (c) =>
        c
          .get(random.below(n + 1))
          .get(random.below(n + 1))
          .op(random.pick(ops))
          .set(random.below(n + 1)),
      );
      return oneFunction([I64], [I64], [[n, I64]], mix(code, n));
    },
  },
];
