import { randomBytes } from 'node:crypto';
import { access, link, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../errors/base.js';
import { systemReason } from './systemReason.js';

/**
 * Checks, before long work whose result goes there, that a new file can be written.
 *
 * @throws InputError `output/exists`, `output/unwritable`
 */
export async function checkOutput(path: string): Promise<void> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there) throw exists(path, 'Name another file.');
  const probe = pendingName(path);
  try {
    await (await open(probe, 'wx')).close();
  } catch (error) {
    throw unwritable(path, error);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

/**
 * Writes a file so that its name only ever stands for the whole of it: into a file beside it, synced, then named.
 *
 * @param options `overwrite` replaces a file that is there, which otherwise is left alone; `hint` says what to do about a file
 *   that is there
 * @throws InputError `output/exists`, `output/unwritable`
 */
export async function writeWhole(
  path: string,
  bytes: Uint8Array,
  { overwrite = false, hint = 'Name another file.' }: { overwrite?: boolean; hint?: string } = {},
): Promise<void> {
  const pending = pendingName(path);
  try {
    const file = await open(pending, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    if (overwrite) await rename(pending, path);
    else await link(pending, path);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST'
      ? exists(path, hint, error)
      : unwritable(path, error);
  } finally {
    await rm(pending, { force: true }).catch(() => undefined);
  }
}

function pendingName(path: string): string {
  return join(dirname(path), `.pending-${process.pid}-${randomBytes(6).toString('hex')}`);
}

function exists(path: string, hint: string, cause?: unknown): InputError {
  return new InputError('output/exists', `${path} exists already`, { hint, cause });
}

/** What cannot be made in a folder that is not there. */
const NO_FOLDER = { ENOENT: 'its folder does not exist' };

function unwritable(path: string, cause: unknown): InputError {
  return new InputError('output/unwritable', `cannot write ${path}: ${systemReason(cause, NO_FOLDER)}`, {
    cause,
  });
}
