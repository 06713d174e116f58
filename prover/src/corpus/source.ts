import { open, stat } from 'node:fs/promises';
import type { ZkcwasmError } from '@zkcwasm/verifier';
import { systemReason } from '@zkcwasm/verifier/internal';
import { ProverError } from '../errors/base.js';

/** A file that is to be a module; what it holds is not known yet. */
export interface ModuleFile {
  /** For people, and for reports: the path from where it was found, or what a list calls it. */
  name: string;
  path: string;
}

/** Something of a corpus that could not be read, or is no module. */
export interface Unreadable {
  name: string;
  error: ZkcwasmError;
}

/** What a path stands for. */
export type SourceKind = 'folder' | 'module' | 'file' | 'other';

/**
 * Tells folders, modules and other files apart. Links are followed; what is neither a folder nor a regular file (a pipe, a
 * device) is `other`, and must not be opened, since reading it may never end.
 *
 * @throws ProverError `input/unreadable`
 */
export async function kindOf(path: string): Promise<SourceKind> {
  const found = await statOf(path);
  if (found.isDirectory()) return 'folder';
  if (!found.isFile()) return 'other';
  return isModuleName(path) || (await startsAsModule(path)) ? 'module' : 'file';
}

/** Whether a file is looked at in a folder. */
export function isModuleName(name: string): boolean {
  return /\.wa(sm|t)$/i.test(name);
}

/** @throws ProverError `input/unreadable` */
export async function statOf(path: string): ReturnType<typeof stat> {
  return stat(path).catch((cause: Error) => {
    throw unreadable(path, cause);
  });
}

/** A file or folder that cannot be read. */
export function unreadable(path: string, cause: Error | string): ProverError {
  const why = typeof cause === 'string' ? cause : systemReason(cause);
  return new ProverError('input/unreadable', `cannot read ${path}: ${why}`, {
    ...(typeof cause === 'string' ? {} : { cause }),
  });
}

async function startsAsModule(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch((cause: Error) => {
    throw unreadable(path, cause);
  });
  try {
    const head = Buffer.alloc(4);
    const { bytesRead } = await file.read(head, 0, 4, 0);
    return bytesRead === 4 && head.equals(Buffer.from([0, 0x61, 0x73, 0x6d]));
  } catch (cause) {
    throw unreadable(path, cause as Error);
  } finally {
    await file.close();
  }
}
