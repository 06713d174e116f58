import { createHash } from 'node:crypto';

/** A repeatable source of whole numbers from 0 to below, which follows from a text. */
export type Random = (below: number) => number;

export function seeded(text: string): Random {
  let counter = 0;
  return (below) => {
    const hash = createHash('sha256').update(`${text} ${counter++}`).digest();
    return Number(hash.readBigUInt64LE(0) % BigInt(below));
  };
}

/** Whether something of this share happens now. */
export function happens(random: Random, share: number): boolean {
  return random(1_000_000) < share * 1_000_000;
}
