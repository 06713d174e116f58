import { execFile } from 'node:child_process';
import { access, constants, readFile, stat, statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { CACHE, ENGINE, RUNNERS } from '../paths.js';

/** What `diagnose` looks at, so that a test can put other surroundings in its place. */
export interface Surroundings {
  /** As in `process.versions.node`. */
  nodeVersion: string;
  cores: number;
  /** Path of the native engine. */
  engine: string;
  /** Folder of the native runners. */
  runners: string;
  /** Folder for what can be made again. */
  cache: string;
  /** First line that a program prints, or why it cannot be run. */
  run(program: string, ...args: string[]): Promise<{ line: string } | { problem: string }>;
  /** Bytes of memory that could be taken now; undefined where the system does not say. */
  availableMemory(): Promise<bigint | undefined>;
  /** Bytes that could be written to a folder, or to its nearest parent that is there; none where that is a file or read-only. */
  freeDisk(folder: string): Promise<bigint | undefined>;
}

/** Milliseconds that a program gets to say its version. */
const PATIENCE_MS = 20_000;

/** The machine at hand. */
export function surroundingsHere(): Surroundings {
  return {
    nodeVersion: process.versions.node,
    cores: availableParallelism(),
    engine: ENGINE,
    runners: RUNNERS,
    cache: CACHE,
    run,
    availableMemory,
    freeDisk,
  };
}

function run(program: string, ...args: string[]): Promise<{ line: string } | { problem: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: PATIENCE_MS, maxBuffer: 1 << 20 }, (error, out, err) => {
      const [line = ''] = out.split('\n');
      if (error === null) resolve({ line: line.trim() });
      else if (error.code === 'ENOENT') resolve({ problem: `there is no ${program}` });
      else if (error.code === 'EACCES') resolve({ problem: `${program} may not be executed` });
      else if (error.killed) resolve({ problem: `${program} did not answer within ${PATIENCE_MS / 1000} s` });
      else
        resolve({ problem: err.trim().split('\n')[0] || error.message.split('\n')[0] || 'it does not run' });
    });
  });
}

/** As the engine reckons it: what the kernel calls available, within the limit of the control group. */
async function availableMemory(): Promise<bigint | undefined> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const [, kibibytes] = /^MemAvailable:\s+(\d+) kB$/m.exec(text) ?? [];
  const [max, current] = await Promise.all(['max', 'current'].map((name) => groupFigure(`memory.${name}`)));
  const free = kibibytes === undefined ? undefined : BigInt(kibibytes) * 1024n;
  if (max === undefined || current === undefined) return free;
  const group = max > current ? max - current : 0n;
  return free === undefined || group < free ? group : free;
}

async function groupFigure(name: string): Promise<bigint | undefined> {
  const text = await readFile(`/sys/fs/cgroup/${name}`, 'utf8').catch(() => '');
  return /^\d+\s*$/.test(text) ? BigInt(text.trim()) : undefined;
}

async function freeDisk(folder: string): Promise<bigint | undefined> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) {
    const parent = dirname(folder);
    return parent === folder ? undefined : freeDisk(parent);
  }
  const isWritable = found.isDirectory() && (await access(folder, constants.W_OK).then(yes, no));
  if (!isWritable) return 0n;
  const disk = await statfs(folder, { bigint: true }).catch(() => undefined);
  return disk === undefined ? undefined : disk.bavail * disk.bsize;
}

const yes = () => true;
const no = () => false;
