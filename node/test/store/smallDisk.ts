/** Small file systems of their own, to fill or to make read-only: only root can mount them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Mounts one of so many megabytes on a folder, which is made. */
export function mountDisk(folder: string, megabytes: number): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
}

/** Makes a folder read-only for who opens something in it from now on, also where a file in it is open for writing. */
export function coverReadOnly(folder: string): void {
  execFileSync('mount', ['--bind', folder, folder]);
  execFileSync('mount', ['-o', 'remount,bind,ro', folder]);
}

/** Undoes that. */
export function uncover(folder: string): void {
  execFileSync('umount', [folder]);
}

/** Makes it read-only, or writable again. */
export function remountReadOnly(folder: string, isReadOnly: boolean): void {
  execFileSync('mount', ['-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, folder]);
}

/** Takes it away, with all that is on it. */
export function unmountDisk(folder: string): void {
  execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
}

/** Whether it can be done here. */
export const canMount = (() => {
  const probe = mkdtempSync(join(tmpdir(), 'zkcwasm-mount-'));
  try {
    mountDisk(probe, 1);
    unmountDisk(probe);
    return true;
  } catch {
    rmSync(probe, { recursive: true, force: true });
    return false;
  }
})();
