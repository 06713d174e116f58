/** Every bomb is a valid module at every size, the same for the same seed, and none has another's name. Seconds. */
import { isDeepStrictEqual } from 'node:util';
import { BOMBS, type Bomb } from '../testkit/bombs/index.js';

const SEED = 1;

/** What is wrong with a bomb at this size. */
function wrong(bomb: Bomb, n: number): string | undefined {
  const wasm = bomb.make(n, SEED);
  try {
    new WebAssembly.Module(new Uint8Array(wasm));
  } catch (error) {
    return (error as Error).message;
  }
  return isDeepStrictEqual(bomb.make(n, SEED), wasm) ? undefined : 'another module for the same seed';
}

const faults = [];
for (const bomb of BOMBS) {
  for (const n of [1, 2, 3, ...bomb.sizes]) {
    if (n > (bomb.most ?? Number.POSITIVE_INFINITY)) continue;
    const fault = wrong(bomb, n);
    if (fault !== undefined) faults.push(`${bomb.name}, n = ${n}: ${fault}`);
  }
}
const names = new Set(BOMBS.map(({ name }) => name));
if (names.size !== BOMBS.length) faults.push('two bombs have one name');
for (const fault of faults) console.error(fault);
console.log(`${BOMBS.length} bombs, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
