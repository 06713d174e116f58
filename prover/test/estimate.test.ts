import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { estimateProvingSeconds, PROVING_MODEL } from '../src/estimate.js';

const GIB = 2 ** 30;
vi.mock('node:os', () => ({ availableParallelism: vi.fn(() => 2), totalmem: vi.fn(() => 64 * 2 ** 30) }));
const cores = vi.mocked(availableParallelism);

afterEach(() => {
  cores.mockReturnValue(2);
  vi.mocked(totalmem).mockReturnValue(64 * GIB);
  vi.unstubAllEnvs();
});

test('the proof that the model was fitted to: add, 507 s on two cores', () => {
  expect(estimateProvingSeconds(1_900_000n)).toBe(507);
});

test('rises with the cycles, and settles on the slope that the simulation has', () => {
  const seconds = [0n, 1n, 1_900_000n, 4_100_000n, 4_200_000n, 50_000_000n, 10n ** 12n].map(
    estimateProvingSeconds,
  );
  expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
  const { fixedSeconds, secondsPerMegacycle } = PROVING_MODEL;
  const long = estimateProvingSeconds(1_000_000_000n);
  expect(Math.abs(long - fixedSeconds - 1000 * secondsPerMegacycle) / long).toBeLessThan(0.01);
});

test('little memory makes small shards, and more of them', () => {
  const of = (cycles: bigint) => {
    const large = estimateProvingSeconds(cycles);
    vi.mocked(totalmem).mockReturnValue(24 * GIB);
    const small = estimateProvingSeconds(cycles);
    vi.mocked(totalmem).mockReturnValue(64 * GIB);
    return [large, small];
  };
  expect(of(10_263_169n)).toEqual([786, 1141]);
  expect(of(5_574_863n)[1]).toBe(858);
  // What fits into one shard has the larger size everywhere.
  const [large, small] = of(1_200_000n);
  expect(small).toBe(large);
});

test('the memory from which on shards are large is the engine’s', () => {
  const engine = readFileSync(new URL('../engine/src/machine.rs', import.meta.url), 'utf8');
  const [, gib] = /const LARGER_SHARD_BYTES: u64 = (\d+) << 30;/.exec(engine) ?? [];
  const at = (bytes: number) => {
    vi.mocked(totalmem).mockReturnValue(bytes);
    return estimateProvingSeconds(10_263_169n);
  };
  expect(at(Number(gib) * GIB)).toBe(at(64 * GIB));
  expect(at(Number(gib) * GIB - 1)).toBe(at(24 * GIB));
});

test('more cores take off what is done on all of them', () => {
  const two = estimateProvingSeconds(50_000_000n);
  cores.mockReturnValue(32);
  expect(estimateProvingSeconds(50_000_000n)).toBeLessThan(two / 5);
});

test("a machine's own figure, unless it is none", () => {
  const usual = estimateProvingSeconds(1_000_000_000n);
  vi.stubEnv('ZKCWASM_PROVE_SECONDS_PER_MCYCLE', '1');
  expect(estimateProvingSeconds(1_000_000_000n)).toBeLessThan(2000);
  for (const none of ['0', '-1', 'x', '']) {
    vi.stubEnv('ZKCWASM_PROVE_SECONDS_PER_MCYCLE', none);
    expect(estimateProvingSeconds(1_000_000_000n)).toBe(usual);
  }
});
