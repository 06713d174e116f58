import { EXIT_USAGE } from '@zkcwasm/verifier/internal';
import { Command, type CommanderError } from 'commander';
import { addDeployCommands } from './deployCommand.js';
import { addSimulateCommand } from './simulateCommand.js';

/** The command line of `zkcwasm-stateless`. Exit codes: 0 done, 1 refused, 2 wrong usage. */
export function buildProgram(): Command {
  const program = new Command('zkcwasm-stateless')
    .description('Stateless execution of accepted contracts: deploy, call, serve, simulate')
    .showHelpAfterError()
    .exitOverride(exitWithUsage);
  addDeployCommands(program);
  addSimulateCommand(program);
  for (const command of program.commands) command.exitOverride(exitWithUsage);
  return program;
}

function exitWithUsage(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE);
}
