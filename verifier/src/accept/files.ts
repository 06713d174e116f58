/** Reading and writing below a store, where nothing is followed that is not a plain file or folder. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { StoreError } from '../errors/base.js';

/** A path; bytes where a name may not be UTF-8. */
export type Path = string | Buffer;

/** How much of a file is in memory at once where it need not be there whole, bytes. */
const PIECE_BYTES = 1 << 20;

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
  return withPlain(path, limit, async (file, size) => {
    const bytes = Buffer.alloc(size);
    let length = 0;
    for await (const piece of piecesOf(path, file, size, bytes)) length += piece.length;
    return new Uint8Array(bytes.buffer, bytes.byteOffset, length);
  });
}

/**
 * SHA-256 of a plain file as `readPlain` reads it, in hex, piece by piece.
 *
 * @throws StoreError `store/corrupt`, `store/unreadable`
 */
export async function digestOfPlain(path: string, limit: number): Promise<string> {
  return withPlain(path, limit, async (file, size) => {
    const hash = createHash('sha256');
    for await (const piece of piecesOf(path, file, size)) hash.update(piece);
    return hash.digest('hex');
  });
}

async function withPlain<T>(
  path: string,
  limit: number,
  work: (file: FileHandle, size: number) => Promise<T>,
): Promise<T> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { size, mode } = await file.stat();
      if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw notPlain(path, 'is no plain file');
      if (size > limit) throw notPlain(path, `is larger than ${limit} bytes`);
      return await work(file, size);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isAbsence(error)) throw notPlain(path, 'is no plain file', error);
    throw unreadable(path, error);
  }
}

function notPlain(path: string, what: string, cause?: unknown): StoreError {
  return new StoreError('store/corrupt', `${path} ${what}`, { cause });
}

/** @param whole where all of it goes; left out: one piece after the other goes into the same bytes */
async function* piecesOf(
  path: string,
  file: FileHandle,
  size: number,
  whole?: Buffer,
): AsyncGenerator<Buffer> {
  const piece = whole ?? Buffer.alloc(Math.min(size, PIECE_BYTES));
  for (let at = 0; at < size; ) {
    const into = whole === undefined ? 0 : at;
    const { bytesRead } = await file.read(piece, into, Math.min(piece.length - into, size - at), at);
    if (bytesRead === 0) throw notPlain(path, 'was cut while it was read');
    at += bytesRead;
    yield piece.subarray(into, into + bytesRead);
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

/**
 * Copies a file to a new one, read-only, and has that on disk.
 *
 * @returns SHA-256 of what was written, in hex
 */
export async function copySynced(from: string, to: string): Promise<string> {
  const source = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const file = await open(to, 'wx', 0o444);
    try {
      const digest = await pour(source, file);
      await file.sync();
      return digest;
    } finally {
      await file.close();
    }
  } finally {
    await source.close();
  }
}

async function pour(source: FileHandle, file: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(PIECE_BYTES);
  for (;;) {
    const { bytesRead } = await source.read(piece, 0, piece.length, null);
    if (bytesRead === 0) return hash.digest('hex');
    const read = piece.subarray(0, bytesRead);
    hash.update(read);
    await file.writeFile(read);
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
