import { compile, type Engine, type Job, ProverError } from '@zkcwasm/prover';

/** What a runner answers when the compiler panics. It may also die of it, and then another one is needed. */
export const CRASHED = 'compiler panic';

/** What the runner's unpatched compiler makes of a module: `compiled DIGEST` or the reason. */
export async function natively(engine: Engine, job: Job): Promise<string> {
  try {
    return `compiled ${(await compile(engine, job)).digest}`;
  } catch (error) {
    if (!(error instanceof ProverError) || error.code === 'cancelled') throw error;
    if (error.code === 'runner/failed') return CRASHED;
    return error.shortMessage.replace(/^the module was refused: /, '');
  }
}
