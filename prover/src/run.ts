import type { Answer } from './engine/answers.js';
import type { Engine } from './engine/engine.js';

/** What came of re-hydrating and calling; `exports` are `name: type`, `results` decimal. */
export type RunReport = Answer<'run'>;

/** What imported functions do here, where there is no chain: trap, or return zeros. */
export const IMPORTS = ['trap', 'zero'] as const;
export type Imports = (typeof IMPORTS)[number];

/**
 * Re-hydrates an artifact, after the engine has hashed the very bytes it loads, and calls an export.
 *
 * @param options.digest SHA-256 that the artifact must have, from a verified receipt
 * @throws ProverError `artifact/mismatch`, `run/failed`
 */
export async function run(
  engine: Engine,
  options: {
    artifact: string;
    digest: string;
    target: string;
    /** Name of the artifact profile that it was compiled with. */
    profile: string;
    export?: string;
    args?: string[];
    imports?: Imports;
  },
): Promise<RunReport> {
  return engine.request('run', options);
}
