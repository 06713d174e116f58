/** Validators of a simulation, and what they compile with. */
import type { Figures } from './figures.js';
import { makeRandom } from './random.js';
import type { Settings } from './settings.js';

/** Architectures that validators have. */
export const ARCHITECTURES = ['x86_64', 'aarch64'] as const;
/** Versions of the compiler: the present one, and the one before. */
export const VERSIONS = ['new', 'old'] as const;
/** One of `ARCHITECTURES`. */
export type Architecture = (typeof ARCHITECTURES)[number];
/** One of `VERSIONS`. */
export type Version = (typeof VERSIONS)[number];

/** What decides how long the same code compiles, besides the machine. */
export interface Platform {
  architecture: Architecture;
  version: Version;
}

/** One validator. */
export interface Validator extends Platform {
  index: number;
  /** Of the machine that the figures were measured on: 2 is twice as fast. */
  speed: number;
  memoryBytes: number;
  online: boolean;
  /** In the scenario of a revoked version: the block at which it takes up the successor. */
  renewsAtBlock: number;
}

/** Bytes of a GiB. */
export const GIB = 2 ** 30;

/** The validators of a simulation, the same for the same settings and figures. */
export function makeNetwork(settings: Settings, { assumed, memoryGiB }: Figures): Validator[] {
  const random = makeRandom(settings.seed, 0);
  return Array.from({ length: settings.validators }, (_, index) => ({
    index,
    architecture: random.chance(settings.aarch64Share) ? 'aarch64' : 'x86_64',
    version: random.chance(settings.oldVersionShare) ? 'old' : 'new',
    speed: Math.max(assumed.leastSpeed.value, 1 + settings.speedSpread * random.normal()),
    memoryBytes: random.pick(memoryGiB.weights) * GIB,
    online: !random.chance(settings.offlineShare),
    renewsAtBlock: Math.floor(random.uniform() * random.uniform() * assumed.renewalBlocks.value),
  }));
}

/** For tables. */
export function platformName({ architecture, version }: Platform): string {
  return `${architecture}, ${version} version`;
}
