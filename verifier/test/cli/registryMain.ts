/** The command line with the registry's commands alone. */
import { Command } from 'commander';
import { addRegistryCommands } from '../../src/cli/registry.js';

const program = new Command('test').exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
addRegistryCommands(program);
await program.parseAsync(process.argv);
