import { open } from 'node:fs/promises';
import { InputError } from '../errors/base.js';
import { systemReason } from './systemReason.js';

/**
 * Reads a whole regular file of at most `limit` bytes into memory, without trusting its size beforehand.
 *
 * @throws InputError `input/unreadable`, `input/too-large`
 */
export async function readInput(path: string, what: string, limit: number): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const chunks: Uint8Array[] = [];
      let total = 0;
      for await (const chunk of file.createReadStream({ autoClose: false })) {
        const bytes = chunk as Buffer;
        total += bytes.length;
        if (total > limit) {
          throw new InputError('input/too-large', `${what} ${path} is larger than ${limit} bytes`);
        }
        chunks.push(bytes);
      }
      return new Uint8Array(Buffer.concat(chunks));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('input/unreadable', `cannot read ${what} ${path}: ${systemReason(error)}`, {
      cause: error,
    });
  }
}
