import { EXIT_USAGE } from '@zkcwasm/verifier/internal';
import type { CommanderError } from 'commander';

/** Ends the process as commander wants it to end: with 0 after help, else as wrong usage. */
export function exitWithUsage(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE);
}
