import type { Engine } from './engine/engine.js';

/** What came of re-hydrating and calling. */
export interface RunReport {
  rehydrateMs: number;
  artifactBytes: number;
  /** `name: type` of each export. */
  exports: string[];
  callMs?: number;
  /** Results in decimal. */
  results?: string[];
}

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
  const done = await engine.request('run', options);
  const { id: _id, event: _event, ...report } = done;
  return report as unknown as RunReport;
}
