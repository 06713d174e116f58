import type { Bomb } from '../../testkit/bombs/bomb.js';
import type { Measurer } from './measurer.js';

/** The size at which a bomb is measured. */
export interface Largest {
  n: number;
  wasm: Uint8Array;
  /** What stops larger ones: a limit, an outcome, `instructions` where only the time for it does, `n` where none is valid. */
  boundary: string;
}

/**
 * The largest n that the default limits let through, as far as `most` native instructions allow. It depends on the compiler
 * and the limits alone, not on an image.
 */
export async function largest(
  measurer: Measurer,
  bomb: Bomb,
  seed: number,
  most: number,
): Promise<Largest | undefined> {
  const make = (n: number) => bomb.make(n, seed);
  /** What is in the way of this n; instructions where nothing is. */
  const at = async (n: number): Promise<string | number> => {
    if (n > (bomb.most ?? Number.POSITIVE_INFINITY)) return 'n';
    const wasm = make(n);
    const look = await measurer.look(wasm);
    if (look.outcome !== 'let through') return look.limit ?? look.outcome;
    const { outcome, instructions } = await measurer.native(wasm);
    if (outcome !== 'compiled') return outcome;
    return instructions > most ? 'instructions' : instructions;
  };
  let high = bomb.sizes[0] ?? 1;
  let found = await at(high);
  // The smallest size may be too large already.
  while (typeof found === 'string' && high > 1) {
    high = Math.floor(high / 2);
    found = await at(high);
  }
  if (typeof found === 'string') return undefined;
  let good = { n: high, instructions: found };
  let before = good;
  let boundary = '';
  while (boundary === '') {
    high *= 2;
    found = await at(high);
    if (typeof found === 'string') boundary = found;
    else [before, good] = [good, { n: high, instructions: found }];
  }
  const done = (n: number): Largest => ({ n, wasm: make(n), boundary });
  if (boundary === 'instructions') {
    // Along the power law through the last two sizes, or a straight line.
    const growth = Math.log(good.instructions / before.instructions) / Math.log(good.n / before.n || 2);
    const exponent = Math.max(1, Number.isFinite(growth) ? growth : 1);
    const guess = Math.floor(good.n * (most / good.instructions) ** (1 / exponent));
    if (guess <= good.n || guess >= high) return done(good.n);
    return done(typeof (await at(guess)) === 'number' ? guess : good.n);
  }
  // Limits on size and shape are cheap to ask for; how much is executed grows less than twofold beyond a size that was.
  let low = good.n;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const refused =
      middle > (bomb.most ?? Number.POSITIVE_INFINITY) ||
      (await measurer.look(make(middle))).outcome !== 'let through';
    if (refused) high = middle;
    else low = middle;
  }
  const last = await at(low);
  if (typeof last === 'number') return done(low);
  // Its cost, or the compiler, is in the way after all.
  return { ...done(good.n), boundary: last };
}
