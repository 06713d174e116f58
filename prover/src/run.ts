import type { Engine } from './engine/engine.js';
import { defaultCompilerVersion } from './images/imageManifest.js';
import type { RunnerAnswer } from './runner/answers.js';

/** What came of re-hydrating, and of calling where an export was named; `exports` are `name: type`, `results` decimal. */
export type RunReport = RunnerAnswer<'rehydrate'> & Partial<RunnerAnswer<'run'>>;

/** What imported functions do here, where there is no chain: trap, or return zeros. */
export const IMPORTS = ['trap', 'zero'] as const;
export type Imports = (typeof IMPORTS)[number];

/**
 * Re-hydrates an artifact, after the runner has hashed the very bytes it loads, and calls an export.
 *
 * @param options.digest SHA-256 that the artifact must have, from a verified receipt
 * @throws ProverError `artifact/mismatch`, `run/failed`, `runner/*`
 */
export async function run(
  engine: Engine,
  options: {
    artifact: string;
    digest: string;
    /** Exact version of the compiler that made it; left out: that of the default image. */
    compilerVersion?: string;
    target: string;
    /** Name of the artifact profile that it was compiled with. */
    profile: string;
    export?: string;
    args?: string[];
    imports?: Imports;
  },
): Promise<RunReport> {
  const { artifact, digest, target, profile, args = [], imports = 'trap' } = options;
  const runner = await engine.runner(options.compilerVersion ?? defaultCompilerVersion());
  const loaded = { artifact, digest, built: { target, profile } };
  if (options.export === undefined) return runner.request('rehydrate', loaded);
  return runner.request('run', { loaded, export: options.export, args, imports });
}
