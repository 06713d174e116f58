/** The token for what changes state: read from a file, compared in constant time. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { readInput } from '@zkcwasm/verifier/node';
import { DaemonError } from '../errors/base.js';

/** A token, as its digest: the comparison takes as long whatever is given, and of whatever length. */
export type Token = Buffer;

const MAX_FILE_BYTES = 4096;
const FORM = /^[\x21-\x7e]{32,512}$/;

/**
 * Reads a token: one line of 32 to 512 printable characters, in a file that others cannot read.
 *
 * @throws DaemonError `daemon/options`; InputError `input/unreadable`, `input/too-large`
 */
export async function readToken(file: string): Promise<Token> {
  const text = new TextDecoder().decode(await readInput(file, 'token', MAX_FILE_BYTES)).replace(/\r?\n$/, '');
  if (!FORM.test(text)) {
    throw new DaemonError(
      'daemon/options',
      `the token in ${file} is not one line of 32 to 512 printable characters`,
      {
        hint: 'Make one: (umask 077; openssl rand -hex 32 > FILE).',
      },
    );
  }
  if (((await stat(file)).mode & 0o077) !== 0) {
    throw new DaemonError('daemon/options', `others than its owner can read the token file ${file}`, {
      hint: 'chmod 600 FILE',
    });
  }
  return digest(text);
}

/** @param header of `authorization`, as a stranger has written it */
export function hasToken(header: string | undefined, token: Token): boolean {
  const [, given = ''] = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(header ?? '') ?? [];
  return timingSafeEqual(digest(given), token);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
