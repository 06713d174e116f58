/** Random numbers from a seed. Only sums and products are taken of them, so that they are the same on every machine. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A source of random numbers. */
export interface Random {
  /** From 0 to 1, without 1. */
  uniform(): number;
  /** Nearly normal, mean 0 and deviation 1: twelve uniform ones, within 6. */
  normal(): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of a list, by weight. */
  pick<T>(weighted: readonly (readonly [T, number])[]): T;
}

/** @param seed 32 bits; @param stream tells apart what must not depend on each other */
export function makeRandom(seed: number, stream: number): Random {
  const generator = xoroshiro128plus((seed ^ Math.imul(stream + 1, 0x9e37_79b1)) | 0);
  const uniform = () => uniformFloat64(generator);
  return {
    uniform,
    normal: () => {
      let sum = -6;
      for (let i = 0; i < 12; i++) sum += uniform();
      return sum;
    },
    chance: (probability) => uniform() < probability,
    pick: (weighted) => {
      let left = uniform() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
      const found = weighted.find(([, weight]) => {
        left -= weight;
        return left < 0;
      });
      const last = weighted.at(-1);
      if (last === undefined) throw new RangeError('there is nothing to pick from');
      return (found ?? last)[0];
    },
  };
}
