import { exitAllWithUsage } from '@zkcwasm/verifier/commands';
import { Command } from 'commander';
import { addAcceptCommand } from './accept.js';
import { addAuditCommand } from './audit.js';
import { addCollectCommand } from './collect.js';
import { addRegistryCommands } from './registry.js';
import { addServeCommand } from './serve.js';
import { addSimulateCommand } from './simulate.js';

/** The command line of `zkcwasm-node`. Exit codes: 0 done, 1 refused, 2 wrong usage. */
export function buildProgram(): Command {
  const program = new Command('zkcwasm-node')
    .description('Accept zkcwasm receipts in a node, serve what was accepted, and simulate votes')
    .showHelpAfterError();
  addAcceptCommand(program);
  addCollectCommand(program);
  addRegistryCommands(program);
  addAuditCommand(program);
  addServeCommand(program);
  addSimulateCommand(program);
  exitAllWithUsage(program);
  return program;
}
