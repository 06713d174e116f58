import { EXIT_USAGE } from '@zkcwasm/verifier/internal';
import { Command, type CommanderError } from 'commander';
import { addSimulateCommand } from './simulate.js';

/** The command line of `zkcwasm-node`. Exit codes: 0 done, 1 refused, 2 wrong usage. */
export function buildProgram(): Command {
  const program = new Command('zkcwasm-node')
    .description('What a node does with zkcwasm receipts')
    .showHelpAfterError()
    .exitOverride(exitWithUsage);
  addSimulateCommand(program);
  for (const command of program.commands) command.exitOverride(exitWithUsage);
  return program;
}

function exitWithUsage(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE);
}
