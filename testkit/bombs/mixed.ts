import { Random } from '../random/random.js';
import { type Bomb, doubling } from './bomb.js';
import { Code, I32, I64, MEM, OP } from './code.js';
import { Module } from './encoder.js';

/** Locals of the function: so many i32, then as many i64. */
const LOCALS = 16;

/** Writes one statement of ordinary code. */
function statement(code: Code, random: Random, depth: number): void {
  const word = () => random.below(LOCALS);
  const long = () => LOCALS + random.below(LOCALS);
  switch (random.below(9)) {
    case 0:
      code
        .get(word())
        .mem(MEM.i32Load, 4 * random.below(64))
        .set(word());
      break;
    case 1:
      code
        .get(word())
        .get(word())
        .mem(MEM.i32Store, 4 * random.below(64));
      break;
    case 2:
      code
        .get(word())
        .mem(MEM.i64Load, 8 * random.below(64))
        .set(long());
      break;
    case 3:
      code
        .get(long())
        .get(long())
        .op(random.pick([OP.i64Add, OP.i64Mul, OP.i64Xor, OP.i64Shl]))
        .set(long());
      break;
    case 4:
      code.get(long()).op(OP.i32WrapI64).set(word());
      break;
    case 5:
      code.get(word()).call(0).set(word());
      break;
    case 6:
      if (depth > 0) code.get(word()).brIf(random.below(depth));
      break;
    default:
      code
        .get(word())
        .get(word())
        .op(random.pick([OP.i32Add, OP.i32Sub, OP.i32And, OP.i32LtS, OP.i32ShrU]))
        .set(word());
  }
}

/** One function of `n` statements, in blocks, loops and ifs up to eight deep. */
function body(n: number, random: Random): Code {
  const code = new Code();
  let depth = 0;
  for (let i = 0; i < n; i += 1) {
    const turn = random.below(8);
    if (turn === 0 && depth < 8) {
      depth += 1;
      const kind = random.below(3);
      if (kind === 0) code.block();
      else if (kind === 1) code.loop();
      else code.get(random.below(LOCALS)).if();
    } else if (turn === 1 && depth > 0) {
      depth -= 1;
      code.end();
    } else {
      statement(code, random, depth);
    }
  }
  return code.times(depth, (c) => c.end());
}

/** Bombs that are nothing but ordinary code in unusual amounts. */
export const MIXED: Bomb[] = [
  {
    name: 'one-function',
    source: 'wasmtime #3523, #4291',
    describe: 'one function of n statements: loads, stores, calls, arithmetic, branches',
    sizes: doubling(128, 1024),
    make(n, seed) {
      const module = new Module();
      const callee = module.type([I32], [I32]);
      const type = module.type([I32], [I32]);
      module.importFunction('env', 'f', callee);
      module.memory(1);
      const code = body(n, new Random(seed)).get(0);
      const locals = [
        [LOCALS - 1, I32],
        [LOCALS, I64],
      ] as const;
      module.exportFunction('g', type, locals, code);
      return module.done();
    },
  },
];
