/** How many dry runs a machine has room for. */
import { availableParallelism } from 'node:os';
import process from 'node:process';
import type { Limits } from '../limits.js';

/** What a dry run takes beside the memory of the program that it executes: measured, 400 MB. */
const BASE_BYTES = 512 << 20;
/** The executor keeps a clock beside each word of the program's memory. */
const BYTES_PER_HEAP_BYTE = 2n;
/** What the engine lets an execution take at most; `EXECUTOR_BYTES` of `engine/src/execute.rs`. */
const MOST_BYTES = 8n << 30n;

/** Most memory of a dry run under such limits, bytes. */
export function bytesOfRun({ heapBytes }: Pick<Limits, 'heapBytes'>): number {
  const most = heapBytes === undefined ? MOST_BYTES : heapBytes * BYTES_PER_HEAP_BYTE;
  return BASE_BYTES + Number(most < MOST_BYTES ? most : MOST_BYTES);
}

/** Memory that could be taken now, bytes: the control group's limit included. */
export function availableBytes(): number {
  return process.availableMemory();
}

/** As many runs as there are cores, and as have room at once; one at least. */
export function jobsWithin(
  bytes: number,
  available = availableBytes(),
  cores = availableParallelism(),
): number {
  return Math.max(1, Math.min(cores, Math.floor(available / bytes)));
}
