import { readInput, writeWhole } from '@zkcwasm/verifier/node';
import type { Command } from 'commander';
import {
  Account,
  DEFAULT_LOG2_N,
  MAX_KEY_FILE_BYTES,
  MAX_LOG2_N,
  parseKeyFile,
} from '../account/keystore.js';
import { UsageError } from '../errors/base.js';
import { keyText } from '../util/bytes.js';
import { numberOption } from './numberOption.js';
import { orFail, printJson } from './orFail.js';
import { passwordOption } from './password.js';

/** Adds `account new` and `account show`. */
export function addAccountCommands(program: Command): void {
  const account = program.command('account').description('make and show key files of accounts');
  account
    .command('new')
    .description('make a key and write it to a file, encrypted')
    .argument('<file>', 'key file to write')
    .option(
      '--password-file <file>',
      'file whose first line is the password; default: the environment variable ZKCWASM_PASSWORD',
    )
    .option('--work <number>', 'memory that decrypting takes: 2^number KiB', `${DEFAULT_LOG2_N}`)
    .action((file: string, options: { passwordFile?: string; work: string }) =>
      orFail(async () => {
        const work = numberOption(options.work, '--work');
        if (!Number.isInteger(work) || work < 10 || work > MAX_LOG2_N) {
          throw new UsageError('usage/invalid', `--work takes a whole number from 10 to ${MAX_LOG2_N}`);
        }
        const made = Account.random();
        await writeWhole(file, await made.encrypt(await passwordOption(options.passwordFile), work));
        printJson({ account: keyText(made.id), file });
      }),
    );
  account
    .command('show')
    .description('print the account of a key file, without decrypting it')
    .argument('<file>', 'key file')
    .action((file: string) =>
      orFail(async () => {
        const { scheme, account: id } = parseKeyFile(await readInput(file, 'key file', MAX_KEY_FILE_BYTES));
        printJson({ account: id, scheme });
      }),
    );
}
