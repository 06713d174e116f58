import { ZkcwasmError } from '@zkcwasm/verifier';
import { EXIT_REFUSED, visibleError } from '@zkcwasm/verifier/internal';
import { buildProgram } from './program.js';

try {
  await buildProgram().parseAsync(process.argv);
} catch (error) {
  // Commands report their own errors; what is left is a list of images that cannot be read.
  if (!(error instanceof ZkcwasmError)) throw error;
  process.stderr.write(`error ${visibleError(error)}`);
  process.exitCode = EXIT_REFUSED;
}
