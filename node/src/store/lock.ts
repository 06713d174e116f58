/**
 * Locks between processes, by flock(2) on a file: the kernel gives a lock back when its process ends in any way, and no clock and no
 * process ID comes into it. Node cannot ask for one itself, so util-linux's `flock` does, on a file that is open in both: the
 * lock is that of the open file, and stays when the helper has ended.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { StoreError } from '@zkcwasm/verifier';
import { NodeStoreError } from '../errors/base.js';

/** Exit code of the helper where somebody else has the lock. */
const TAKEN = 75;
/** How long a change of the store waits for others, seconds. Each holds the lock for as long as it takes to write one entry. */
const PATIENCE_SECONDS = 60;

const FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** A lock that is held. */
export interface Lock {
  /** Gives it back. */
  release(): Promise<void>;
}

/**
 * Takes a lock that nobody else may have.
 *
 * @param file made where there is none
 * @param waitSeconds how long to wait for it; 0: not at all
 * @returns undefined where another process, or another caller in this one, has it
 * @throws StoreError `store/unwritable`; NodeStoreError `store/locking`
 */
export async function takeLock(file: string, waitSeconds: number): Promise<Lock | undefined> {
  let handle: FileHandle;
  try {
    // Neither what a link points to, nor a pipe that nobody reads.
    handle = await open(file, FLAGS, 0o644);
  } catch (cause) {
    throw new StoreError('store/unwritable', `${file} cannot be opened: ${(cause as Error).message}`, {
      hint: 'Is the disk full or read-only?',
      cause,
    });
  }
  try {
    if (await lockOpen(handle.fd, waitSeconds)) return { release: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

/**
 * Does work that changes a store, with all others shut out that change it so.
 *
 * @throws NodeStoreError `store/busy`, and as `takeLock`
 */
export async function locked<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = await takeLock(file, PATIENCE_SECONDS);
  if (lock === undefined) {
    throw new NodeStoreError(
      'store/busy',
      `another process has kept ${file} locked for ${PATIENCE_SECONDS} s`,
      {
        hint: 'Nothing was changed. Try again, or look for a process that hangs.',
      },
    );
  }
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

function lockOpen(fd: number, waitSeconds: number): Promise<boolean> {
  const wait = waitSeconds === 0 ? ['--nonblock'] : ['--wait', `${waitSeconds}`];
  const args = ['--exclusive', ...wait, '--conflict-exit-code', `${TAKEN}`, '3'];
  return new Promise((resolve, reject) => {
    const refuse = (why: string, cause?: unknown) =>
      reject(
        new NodeStoreError('store/locking', `a store is locked with the command flock: ${why}`, {
          hint: 'It is part of util-linux, and works on file systems of Linux.',
          cause,
        }),
      );
    const child = spawn('flock', args, { stdio: ['ignore', 'ignore', 'pipe', fd] });
    let said = '';
    child.stderr?.on('data', (text: Buffer) => {
      said = (said + text.toString('utf8')).slice(0, 300);
    });
    child.once('error', (error) => refuse(error.message, error));
    child.once('close', (code) => {
      if (code === 0) resolve(true);
      else if (code === TAKEN) resolve(false);
      else refuse(said.trim() || `exit code ${code}`);
    });
  });
}
