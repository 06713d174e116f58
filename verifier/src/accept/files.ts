/** Reading and writing below a store, where nothing is followed that is not a plain file or folder. */
import { constants } from 'node:fs';
import { lstat, mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { StoreError } from '../errors/base.js';

/** A path; bytes where a name may not be UTF-8. */
export type Path = string | Buffer;

/** What says that something of another kind is there, or nothing; any other error is a fault of the machine. */
const NOT_SO = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EISDIR', 'ENAMETOOLONG', 'EMLINK']);

/** Whether an error says that what is on disk is not what is looked for, and not that the disk cannot be read. */
export function isAbsence(error: unknown): boolean {
  return NOT_SO.has((error as NodeJS.ErrnoException).code ?? '');
}

/** An error of the file system while reading → StoreError `store/unreadable`; StoreErrors stay. */
export function unreadable(path: Path, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError('store/unreadable', `${path} cannot be read: ${(error as Error).message}`, {
    hint: 'Nothing was changed. May this user read it?',
    cause: error,
  });
}

/** Whether there is a folder; a link to one is none. */
export async function isFolder(path: Path): Promise<boolean> {
  return lstat(path).then((found) => found.isDirectory(), absent(false));
}

/** Whether there is anything, even a link to nothing. */
export async function exists(path: Path): Promise<boolean> {
  return lstat(path).then(() => true, absent(false));
}

function absent<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (isAbsence(error)) return value;
    throw error;
  };
}

/**
 * Reads a plain file of at most `limit` bytes; does not follow a link, and does not wait for a pipe.
 *
 * @throws StoreError `store/corrupt`, `store/unreadable`
 */
export async function readPlain(path: string, limit: number): Promise<Uint8Array> {
  const not = (what: string, cause?: unknown) =>
    new StoreError('store/corrupt', `${path} ${what}`, { cause });
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { size, ...found } = await file.stat();
      if ((found.mode & constants.S_IFMT) !== constants.S_IFREG) throw not('is no plain file');
      if (size > limit) throw not(`is larger than ${limit} bytes`);
      const bytes = Buffer.alloc(size);
      let length = 0;
      while (length < size) {
        const { bytesRead } = await file.read(bytes, length, size - length, length);
        if (bytesRead === 0) throw not('was cut while it was read');
        length += bytesRead;
      }
      return new Uint8Array(bytes.buffer, bytes.byteOffset, size);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isAbsence(error)) throw not('is no plain file', error);
    throw unreadable(path, error);
  }
}

/** Writes a new file, read-only, and has it on disk. */
export async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o444);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Has on disk which names a folder holds. */
export async function syncFolder(folder: Path): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and those above it where they are missing, and has the names of those that it made on disk. */
export async function makeFolders(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let at = resolve(path); ; at = dirname(at)) {
    await syncFolder(dirname(at));
    if (at === resolve(first) || at === dirname(at)) return;
  }
}

/**
 * Makes a folder in a folder of a store, and has its name on disk even where another process has made it just now.
 *
 * @throws StoreError `store/corrupt` where a link or something else has its name
 */
export async function makeFolderIn(parent: string, path: string): Promise<void> {
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  if (!(await isFolder(path))) {
    throw new StoreError('store/corrupt', `${path} is no folder`, {
      hint: 'Whatever it is, the store did not make it: move it away.',
    });
  }
  await syncFolder(parent);
}
