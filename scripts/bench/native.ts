import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@zkcwasm/prover';
import type { Call } from './kernels.js';
import { median } from './statistics.js';

/** The artifact profiles, by what compiles: Cranelift, the same without optimization, and Wasmtime's baseline compiler. */
const PROFILES = { cranelift: 'fast-exec', 'cranelift-none': 'fast-prove', winch: 'baseline' } as const;
export type CompilerName = keyof typeof PROFILES;

/** Medians, ms. */
export interface NativeTimes {
  compileMs: number;
  rehydrateMs: number;
  /** All calls in one instance. */
  runMs: number;
  artifactBytes: number;
}

/** Times the native compilers and their code; undefined where one does not compile the module. */
export async function nativeTimes(
  engine: Engine,
  wasm: Uint8Array,
  options: { target: string; repeats: number; calls: Call[] },
): Promise<Record<CompilerName, NativeTimes | undefined>> {
  const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-bench-'));
  try {
    const file = join(folder, 'module.wasm');
    await writeFile(file, wasm);
    const time = (compiler: CompilerName) => timesOf(engine, compiler, { wasm: file, ...options });
    return {
      cranelift: await time('cranelift'),
      'cranelift-none': await time('cranelift-none'),
      winch: await time('winch'),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timesOf(
  engine: Engine,
  compiler: CompilerName,
  body: Record<string, unknown>,
): Promise<NativeTimes | undefined> {
  try {
    const done = await engine.request('bench', { ...body, profile: PROFILES[compiler] });
    return {
      compileMs: median(done.compileMs as number[]),
      rehydrateMs: median(done.rehydrateMs as number[]),
      runMs: median(done.runMs as number[]),
      artifactBytes: Number(done.artifactBytes),
    };
  } catch (error) {
    console.error(`${compiler}: ${(error as Error).message}`);
    return undefined;
  }
}
