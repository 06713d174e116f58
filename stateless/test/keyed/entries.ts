import { createHash } from 'node:crypto';
import type { Changes } from '../../src/proof/backend.js';

/** A repeatable source of numbers in [0, below). */
export function seeded(seed: string): (below: number) => number {
  let counter = 0;
  return (below) => {
    const hash = createHash('sha256').update(`${seed} ${counter++}`).digest();
    return Number(hash.readBigUInt64LE(0) % BigInt(below));
  };
}

/** 32 bytes that follow from a text. */
export const bytesOf = (text: string): Uint8Array =>
  new Uint8Array(createHash('sha256').update(text).digest());

/** Keys of a small space, some of which share long prefixes. */
export function keyNumber(n: number): Uint8Array {
  const key = bytesOf(`key ${n >> 2}`);
  if ((n & 1) === 1) key[31] = (key[31] as number) ^ 1;
  if ((n & 2) === 2) key[9] = (key[9] as number) ^ 0x10;
  return key;
}

export const text = (key: Uint8Array): string => Buffer.from(key).toString('hex');

/** Entries number 0 to n - 1. */
export function entries(n: number): Changes {
  return new Map(Array.from({ length: n }, (_, i) => [text(keyNumber(i)), bytesOf(`value ${i}`)]));
}

/** Random changes, a third of them removals. */
export function randomChanges(random: (below: number) => number, count: number, space: number): Changes {
  const changes = new Map<string, Uint8Array>();
  for (let i = 0; i < count; i += 1) {
    const value = random(3) === 0 ? new Uint8Array(32) : bytesOf(`new ${random(1e9)}`);
    changes.set(text(keyNumber(random(space))), value);
  }
  return changes;
}
