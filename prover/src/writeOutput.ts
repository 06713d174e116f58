import { access, link, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ProverError } from './errors/base.js';

/**
 * Checks, before hours of proving, that an output can be written.
 *
 * @throws ProverError `output/exists`, `output/unwritable`
 */
export async function checkOutput(path: string): Promise<void> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there)
    throw new ProverError('output/exists', `${path} is there already`, { hint: 'Name another file.' });
  const probe = pendingName(path);
  try {
    await writeFile(probe, '', { flag: 'wx' });
  } catch (error) {
    throw unwritable(path, error);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

/**
 * Writes a new file, whole or not at all; never over another.
 *
 * @throws ProverError `output/exists`, `output/unwritable`
 */
export async function writeOutput(path: string, bytes: Uint8Array): Promise<void> {
  const pending = pendingName(path);
  try {
    await writeFile(pending, bytes, { flag: 'wx', flush: true });
    await link(pending, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new ProverError('output/exists', `${path} is there already`, { cause: error });
    }
    throw unwritable(path, error);
  } finally {
    await rm(pending, { force: true }).catch(() => undefined);
  }
}

function pendingName(path: string): string {
  return join(dirname(path), `.zkcwasm-${process.pid}.part`);
}

function unwritable(path: string, cause: unknown): ProverError {
  return new ProverError('output/unwritable', `cannot write ${path}: ${(cause as Error).message}`, { cause });
}
