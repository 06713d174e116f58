import { basename } from 'node:path';
import { defaultProfile, type ProfileName, profileNames } from '@zkcwasm/prover';

/** Which random modules a test is over, and with which artifact profile. */
export interface RandomRun {
  count: number;
  seed: number;
  profile: ProfileName;
}

/** The command line `COUNT [SEED] [PROFILE]`, with at least `least` modules; anything else ends with the usage. */
export function randomRun(least: number): RandomRun {
  const [, script = '', ...args] = process.argv;
  const [count = 0, seed = 1] = args.slice(0, 2).map(Number);
  const profile = profileNames().find((name) => name === (args[2] ?? defaultProfile()));
  const whole = (value: number, from: number) => Number.isSafeInteger(value) && value >= from;
  if (!whole(count, least) || !whole(seed, 0) || profile === undefined) {
    console.error(`usage: ${basename(script)} COUNT [SEED] [PROFILE]`);
    process.exit(2);
  }
  return { count, seed, profile };
}
