import type { ChildProcess } from 'node:child_process';

/** Kills a process that was started in a group of its own, and whomever it has left behind. */
export function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended, and left nobody behind.
  }
}
