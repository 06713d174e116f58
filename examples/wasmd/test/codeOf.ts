import { ZkcwasmError } from '../../../verifier/src/index.js';

/** The code of the error that something throws. */
export async function codeOf(work: (() => unknown) | Promise<unknown>): Promise<string> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    // By its shape: an error may come from the package's other build.
    if (error instanceof ZkcwasmError || (error as { code?: unknown }).code !== undefined) {
      return String((error as { code: unknown }).code);
    }
    throw error;
  }
  return 'none';
}
