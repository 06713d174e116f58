import { readInput } from '@zkcwasm/verifier/node';
import { UsageError } from '../errors/base.js';

const MAX_PASSWORD_BYTES = 4096;

/**
 * The password of a key file: the first line of a file, or `ZKCWASM_PASSWORD`. Never an argument, which others could see.
 *
 * @throws UsageError `usage/invalid`; InputError `input/unreadable`
 */
export async function passwordOption(file: string | undefined): Promise<string> {
  const given =
    file === undefined
      ? process.env.ZKCWASM_PASSWORD
      : Buffer.from(await readInput(file, 'password', MAX_PASSWORD_BYTES))
          .toString('utf8')
          .split(/\r?\n/)[0];
  if (given !== undefined && given !== '') return given;
  throw new UsageError('usage/invalid', 'there is no password', {
    hint: 'Give --password-file FILE, or set ZKCWASM_PASSWORD.',
  });
}
