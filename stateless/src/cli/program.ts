import { EXIT_USAGE } from '@zkcwasm/verifier/internal';
import { Command, type CommanderError } from 'commander';
import { addAccountCommands } from './accountCommand.js';
import { addClientCommands } from './clientCommands.js';
import { addDeployCommands } from './deployCommand.js';
import { addProvideCommand } from './provideCommand.js';
import { addSimulateCommand } from './simulateCommand.js';

/** The command line of `zkcwasm-stateless`. Exit codes: 0 done, 1 refused, 2 wrong usage. */
export function buildProgram(): Command {
  const program = new Command('zkcwasm-stateless')
    .description('Stateless execution of accepted contracts: deploy, call, serve, simulate')
    .showHelpAfterError()
    .exitOverride(exitWithUsage);
  addDeployCommands(program);
  addProvideCommand(program);
  addAccountCommands(program);
  addClientCommands(program);
  addSimulateCommand(program);
  const override = (command: Command): void => {
    command.exitOverride(exitWithUsage);
    for (const below of command.commands) override(below);
  };
  override(program);
  return program;
}

function exitWithUsage(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE);
}
