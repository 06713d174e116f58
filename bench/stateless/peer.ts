/** What is measured of each proof system, in the same way. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A proof as a peer has it. */
export interface Proved {
  /** Bytes as the peer would send them; where it has no encoding, of its nodes, each once, without lengths. */
  bytes: number;
  /** @throws where it does not hold */
  verify(): Promise<void> | void;
}

export interface Peer {
  readonly name: string;
  /** Entries 0 to count - 1, and the root computed. */
  build(count: number): Promise<void>;
  prove(numbers: readonly number[]): Promise<Proved>;
  /** New values for these, and the root computed. */
  update(numbers: readonly number[], round: number): Promise<void>;
}

const hashed = (text: string): Uint8Array => new Uint8Array(createHash('sha256').update(text).digest());
export const keyOf = (n: number): Uint8Array => hashed(`key ${n}`);
export const entryOf = (n: number, round = 0): Uint8Array => hashed(`value ${n} ${round}`);
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Numbers that are spread evenly over those that there are. */
export function spread(count: number, proved: number): number[] {
  return Array.from({ length: proved }, (_, i) => Math.floor((i * count) / proved));
}

/** Bytes of nodes, each once. */
export function distinctBytes(proofs: readonly Uint8Array[][]): number {
  const nodes = new Map<string, number>();
  for (const proof of proofs) for (const node of proof) nodes.set(hex(node), node.length);
  return [...nodes.values()].reduce((sum, length) => sum + length, 0);
}

/** The processor's time that this process has had, milliseconds. */
export const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
/** Samples take at least so long, milliseconds, since the clock of the processor is coarse. */
const SAMPLE_MS = 4;

/**
 * Median of the processor's time for a piece of work, milliseconds to three digits, and its last result: time that other
 * processes take away does not count. `work` is told a number that never comes twice.
 */
export async function timed<T>(rounds: number, work: (turn: number) => Promise<T> | T): Promise<[number, T]> {
  let turn = 0;
  const first = cpuMs();
  let result = await work(turn++);
  const repeat = Math.max(1, Math.ceil(SAMPLE_MS / Math.max(cpuMs() - first, 0.01)));
  const times: number[] = [];
  for (let i = 0; i < rounds; i += 1) {
    const start = cpuMs();
    for (let k = 0; k < repeat; k += 1) result = await work(turn++);
    times.push((cpuMs() - start) / repeat);
  }
  times.sort((a, b) => a - b);
  return [round(times[rounds >> 1] as number), result];
}

/** Ticks of Linux's clock of processes, milliseconds. */
const TICK_MS = 10;

/** The processor's time that this process and another one have had, milliseconds; that of the other in steps of 10. */
function cpuWithMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  // utime and stime, the 14th and 15th of all fields.
  return cpuMs() + (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** The processor's time for a piece of work of which another process does a part: the mean of enough turns for its clock. */
export async function timedWith<T>(
  pid: number,
  leastMs: number,
  work: () => Promise<T>,
): Promise<[number, T]> {
  let result = await work();
  const start = cpuWithMs(pid);
  for (let turns = 1; ; turns += 1) {
    result = await work();
    const spent = cpuWithMs(pid) - start;
    if (spent >= leastMs) return [round(spent / turns), result];
  }
}

export const round = (value: number): number => Number(value.toPrecision(3));
