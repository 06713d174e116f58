/** Files that somebody else may have put there: they are opened without following links and without waiting for a writer. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { GateError } from './errors.js';

/**
 * Reads a regular file of at most `limit` bytes. A folder, a link, a named pipe or a device is refused, and never waited for.
 *
 * @param what names the file in errors
 * @throws GateError `file/unreadable`, `file/too-large`
 */
export async function readRegular(path: string, what: string, limit: number): Promise<Uint8Array> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (!(await file.stat()).isFile()) {
        throw new GateError('file/unreadable', `${what} ${path} is not a regular file`);
      }
      const bytes = Buffer.alloc(limit + 1);
      let length = 0;
      while (length <= limit) {
        const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
        if (bytesRead === 0) return new Uint8Array(bytes.subarray(0, length));
        length += bytesRead;
      }
      throw new GateError('file/too-large', `${what} ${path} is larger than ${limit} bytes`);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof GateError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ELOOP' ? 'it is a link' : message;
    throw new GateError('file/unreadable', `cannot read ${what} ${path}: ${why}`, { cause: error });
  }
}

/**
 * JSON text → value.
 *
 * @throws GateError `file/malformed`
 */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new GateError('file/malformed', `${what} is not JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
