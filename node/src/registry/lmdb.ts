/** LMDB: the native library, and what of its files is looked at before it is let near them. */
import { open } from 'node:fs/promises';
import { RegistryFolderError } from '../errors/base.js';
import { corrupt } from './records.js';

/** In the first page of every LMDB file, in the machine's byte order. */
const LMDB_MAGIC = Buffer.from('beefc0de', 'hex');

/** @throws RegistryFolderError `registry/unavailable` where it has no binding for this machine */
export async function loadLmdb(): Promise<typeof import('lmdb')> {
  try {
    return await import('lmdb');
  } catch (cause) {
    const [why] = (cause as Error).message.split('\n');
    throw new RegistryFolderError(
      'registry/unavailable',
      `a registry needs lmdb, which cannot be loaded: ${why}`,
      {
        hint: 'Install this package with its optional dependencies (`npm install --include=optional`): lmdb has its bindings there.',
        cause,
      },
    );
  }
}

/**
 * Whether there is a file that LMDB can open; a missing or empty one is none.
 *
 * @throws RegistryError `registry/corrupt` where something else is in its place: LMDB would end the process
 */
export async function isEnvironment(path: string): Promise<boolean> {
  let start: Buffer;
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
      start = buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
  if (start.length === 0) return false;
  if (start.length === 64 && [LMDB_MAGIC, Buffer.from(LMDB_MAGIC).reverse()].some((m) => start.includes(m))) {
    return true;
  }
  return corrupt(`${path} is not a database`);
}
