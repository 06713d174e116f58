/** Validators of a simulation, and what they compile with. */
import { makeRandom } from './random.js';
import type { Settings } from './settings.js';

export const ARCHITECTURES = ['x86_64', 'aarch64'] as const;
export const VERSIONS = ['new', 'old'] as const;
export type Architecture = (typeof ARCHITECTURES)[number];
export type Version = (typeof VERSIONS)[number];

/** What decides how long the same code compiles, besides the machine. */
export interface Platform {
  architecture: Architecture;
  version: Version;
}

export interface Validator extends Platform {
  index: number;
  /** Of the machine that the figures were measured on: 2 is twice as fast. */
  speed: number;
  memoryBytes: number;
  online: boolean;
  /** In the scenario of a revoked version: the block at which it takes up the successor. */
  renewsAtBlock: number;
}

export const GIB = 2 ** 30;
/** Machines as they may be; an assumption, and as good as any. */
const MEMORY_GIB = [
  [16, 0.15],
  [32, 0.35],
  [64, 0.35],
  [128, 0.15],
] as const;

export function makeNetwork(settings: Settings): Validator[] {
  const random = makeRandom(settings.seed, 0);
  return Array.from({ length: settings.validators }, (_, index) => ({
    index,
    architecture: random.chance(settings.aarch64Share) ? 'aarch64' : 'x86_64',
    version: random.chance(settings.oldVersionShare) ? 'old' : 'new',
    speed: Math.max(0.25, 1 + settings.speedSpread * random.normal()),
    memoryBytes: random.pick(MEMORY_GIB) * GIB,
    online: !random.chance(settings.offlineShare),
    renewsAtBlock: Math.floor(random.uniform() * random.uniform() * 1200),
  }));
}

export function platformName({ architecture, version }: Platform): string {
  return `${architecture}, ${version} version`;
}
