import { EXIT_USAGE } from '@zkcwasm/verifier/internal';
import { Command, type CommanderError } from 'commander';
import { addAcceptCommand } from './accept.js';
import { addAuditCommand } from './audit.js';
import { addCollectCommand } from './collect.js';
import { addRegistryCommands } from './registry.js';
import { addServeCommand } from './serve.js';
import { addSimulateCommand } from './simulate.js';

/** The command line of `zkcwasm-node`. Exit codes: 0 done, 1 refused, 2 wrong usage. */
export function buildProgram(): Command {
  const program = new Command('zkcwasm-node')
    .description('What a node does with zkcwasm receipts')
    .showHelpAfterError()
    .exitOverride(exitWithUsage);
  addAcceptCommand(program);
  addCollectCommand(program);
  addRegistryCommands(program);
  addAuditCommand(program);
  addServeCommand(program);
  addSimulateCommand(program);
  exitAll(program);
  return program;
}

/** Subcommands included. */
function exitAll({ commands }: Command): void {
  for (const command of commands) {
    command.exitOverride(exitWithUsage);
    exitAll(command);
  }
}

function exitWithUsage(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE);
}
