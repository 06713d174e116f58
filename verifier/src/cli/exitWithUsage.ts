import type { Command, CommanderError } from 'commander';
import { EXIT_USAGE } from './exitCodes.js';

/** Has a command, and all below it, exit with 2 where it is called wrongly, and with 0 after its help. */
export function exitAllWithUsage(command: Command): void {
  command.exitOverride((error: CommanderError) => process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE));
  for (const one of command.commands) exitAllWithUsage(one);
}
