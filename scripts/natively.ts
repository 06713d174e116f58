import { compile, type Engine, type Job, ProverError } from '@zkcwasm/prover';

/** How a native engine ends when the compiler panics: another one is needed then. */
export const CRASHED = 'compiler panic';

/** What the engine's unpatched compiler makes of a module: `compiled DIGEST` or the reason. */
export async function natively(engine: Engine, job: Job): Promise<string> {
  try {
    return `compiled ${(await compile(engine, job)).digest}`;
  } catch (error) {
    if (!(error instanceof ProverError) || error.code === 'cancelled') throw error;
    if (error.code === 'engine/failed') return CRASHED;
    return error.shortMessage.replace(/^the module was refused: /, '');
  }
}
