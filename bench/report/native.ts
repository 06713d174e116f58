import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultCompilerVersion, type Engine, type ProfileName, profileNames } from '@zkcwasm/prover';
import type { Call } from '../../testkit/kernels.js';
import { median } from '../statistics.js';

/** Medians, ms. */
export interface NativeTimes {
  compileMs: number;
  rehydrateMs: number;
  /** All calls in one instance. */
  runMs: number;
  artifactBytes: number;
}

/** Native times by artifact profile. */
export type ByProfile = Partial<Record<ProfileName, NativeTimes>>;

/** Times each artifact profile's native compiler and its code; those that do not compile the module are left out. */
export async function nativeTimes(
  engine: Engine,
  wasm: Uint8Array,
  { target, ...options }: { target: string; repeats: number; calls: Call[] },
): Promise<ByProfile> {
  const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-bench-'));
  try {
    const file = join(folder, 'module.wasm');
    await writeFile(file, wasm);
    const times: ByProfile = {};
    for (const profile of profileNames()) {
      const measured = await timesOf(engine, profile, { wasm: file, built: { target, profile }, ...options });
      if (measured !== undefined) times[profile] = measured;
    }
    return times;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timesOf(
  engine: Engine,
  profile: ProfileName,
  body: Record<string, unknown>,
): Promise<NativeTimes | undefined> {
  try {
    const runner = await engine.runner(defaultCompilerVersion());
    const done = await runner.request('bench', body);
    return {
      compileMs: median(done.compileMs),
      rehydrateMs: median(done.rehydrateMs),
      runMs: median(done.runMs),
      artifactBytes: done.artifactBytes,
    };
  } catch (error) {
    console.error(`${profile}: ${(error as Error).message}`);
    return undefined;
  }
}
