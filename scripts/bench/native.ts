import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@zkcwasm/prover';
import type { Call } from './kernels.js';
import { median } from './statistics.js';

/** Native compilers: that whose artifacts are proved, the same without optimization, and Wasmtime's baseline compiler. */
export const COMPILERS = ['cranelift', 'cranelift-none', 'winch'] as const;
export type CompilerName = (typeof COMPILERS)[number];

/** Medians, ms. */
export interface NativeTimes {
  compileMs: number;
  rehydrateMs: number;
  /** All calls in one instance. */
  runMs: number;
  artifactBytes: number;
}

/** Times one native compiler and its code; undefined where it does not compile the module. */
export async function nativeTimes(
  engine: Engine,
  compiler: CompilerName,
  wasm: Uint8Array,
  options: { target: string; repeats: number; calls?: Call[] },
): Promise<NativeTimes | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-bench-'));
  try {
    const file = join(folder, 'module.wasm');
    await writeFile(file, wasm);
    const { target, repeats, calls = [] } = options;
    const done = await engine.request('bench', { wasm: file, compiler, target, repeats, calls });
    return {
      compileMs: median(done.compileMs as number[]),
      rehydrateMs: median(done.rehydrateMs as number[]),
      runMs: median(done.runMs as number[]),
      artifactBytes: Number(done.artifactBytes),
    };
  } catch (error) {
    console.error(`${compiler}: ${(error as Error).message}`);
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
