/** What is registered in each scenario: contracts that were measured, and modules made to be expensive. */
import { MAX_CODE_SIZE } from '../prechecking/chain/index.js';
import type { Figures } from './figures.js';
import { GIB, type Platform } from './network.js';
import type { ScenarioName } from './settings.js';

/** Code that is registered, and what it costs to compile. */
export interface Case {
  name: string;
  bytes: number;
  /** Native compilation on the machine of the figures, seconds. */
  seconds: number;
  /** Memory that it takes there, bytes. */
  memoryBytes: number;
  /** What the image's compilation takes, cycles. */
  cycles: number;
  /** How many times as much time, memory and cycles it takes on a platform. */
  factor(platform: Platform): number;
  /** Receipts: for all platforms before it is registered; for all, once proved after that; for those where it is cheap; none. */
  receipts: 'before' | 'late' | 'cheap-platforms' | 'none';
  /** Registered in the first session, at this block. */
  block: number;
}

const everywhere = () => 1;

/** Compilation time of bombs that go for memory, seconds: far from any limit of time. */
const MEMORY_BOMB_SECONDS = 10;

/** The cases of a scenario. */
export function makeCases(scenario: ScenarioName, figures: Figures): Case[] {
  switch (scenario) {
    case 'honest':
      return contracts(figures, 'before');
    case 'late-receipts':
      return contracts(figures, 'late');
    case 'revoked-version':
      return contracts(figures, 'late').filter(({ bytes }) => bytes >= 10_000);
    case 'near-limit':
      return nearLimit(figures);
    case 'one-platform':
      return onePlatform(figures);
  }
}

function contracts(figures: Figures, receipts: Case['receipts']): Case[] {
  const { processBytes, nativeHeapFactor } = figures.assumed;
  return figures.contracts.map(({ name, bytes, nativeMs, cycles, heapBytes }, i) => ({
    name: name.split('/').slice(-2).join('/').replace('.wasm', ''),
    bytes,
    seconds: nativeMs['fast-exec'] / 1000,
    memoryBytes: processBytes.value + nativeHeapFactor.value * heapBytes,
    cycles: Math.round(cycles['fast-exec'] * figures.referenceCycleFactor['fast-exec']),
    factor: everywhere,
    receipts,
    block: 1 + i,
  }));
}

/** Bombs of measured shapes, as large as it takes for a time near the limit; and such that need memory near it. */
function nearLimit(figures: Figures): Case[] {
  const limit = figures.published.precheckCpuSeconds.value;
  const bombs = [...figures.bombs].sort((a, b) => b.cyclesPerByte - a.cyclesPerByte);
  const times = [0.5, 0.8, 0.9, 1, 1.1, 1.25, 2].map((share, i): Case => {
    const fitting = bombs
      .map((bomb) => ({
        ...bombOf(figures, bomb, share * limit),
        name: `${bomb.name}, ${share} of the time limit`,
      }))
      .filter(({ bytes }) => bytes <= MAX_CODE_SIZE);
    const one = fitting[i % fitting.length];
    if (one === undefined) throw new RangeError('no bomb is small enough for the chain');
    return { ...one, block: 1 + 60 * i };
  });
  const memories = [0.5, 0.95, 1.05, 2].map(
    (share, i): Case => ({
      ...bombOf(figures, bombs[0] as Figures['bombs'][number], MEMORY_BOMB_SECONDS),
      name: `memory bomb, ${share} of 16 GiB`,
      memoryBytes: share * 16 * GIB,
      block: 5 + 60 * i,
    }),
  );
  return [...times, ...memories];
}

/** Cheap for most, and expensive on one architecture or under one version, by factors that were seen in the field. */
function onePlatform(figures: Figures): Case[] {
  const { architectureFactor, versionFactor } = figures.published;
  const bomb = figures.bombs[0] as Figures['bombs'][number];
  const onAarch64 = ({ architecture }: Platform) =>
    architecture === 'aarch64' ? architectureFactor.value : 1;
  const underOld = ({ version }: Platform) => (version === 'old' ? versionFactor.value : 1);
  const underNew = ({ version }: Platform) => (version === 'new' ? versionFactor.value : 1);
  const make = (name: string, seconds: number, factor: Case['factor'], i: number): Case => ({
    ...bombOf(figures, bomb, seconds),
    name: `${name}, ${seconds} s elsewhere`,
    factor,
    receipts: 'cheap-platforms',
    block: 1 + 60 * i,
  });
  return [
    make('slow on aarch64', 3, onAarch64, 0),
    make('slow on aarch64', 30, onAarch64, 1),
    make('slow under the old version', 2, underOld, 2),
    make('slow under the old version', 30, underOld, 3),
    make('slow under the new version', 30, underNew, 4),
  ];
}

function bombOf(figures: Figures, { name, cyclesPerByte }: Figures['bombs'][number], seconds: number): Case {
  const cycles = (seconds * 1e9) / figures.nativeMsPerMegacycle;
  return {
    name,
    bytes: Math.ceil(cycles / cyclesPerByte),
    seconds,
    memoryBytes: figures.assumed.bombMemoryGiB.value * GIB,
    cycles: Math.round(cycles),
    factor: everywhere,
    receipts: 'none',
    block: 1,
  };
}
