import type { BoundsNeed } from '@zkcwasm/verifier/node';
import type { Level } from 'pino';

/** What a daemon is started with. */
export interface DaemonSettings {
  store: string;
  /** Bytes of a policy file, and of a schedule; each as the files have them. */
  policy?: Uint8Array;
  schedule?: Uint8Array;
  /** Together with a schedule: the session of now. */
  session?: bigint;
  /** Bytes of a JSON of what the node can run (`nodeHas`): by that it says whether it abstains. */
  has?: Uint8Array;
  any?: readonly BoundsNeed[];
  /** Where it listens. */
  host: string;
  port: number;
  tokenFile?: string;
  /** The program that runs artifacts, confined; and how long a call may take, seconds of the processor. */
  runner?: string;
  runSeconds: number;
  /** The page, one HTML file. */
  page?: string;
  /** Threads that verify; receipts that may wait for them. */
  workers: number;
  queue: number;
  /** Largest artifact that is taken, bytes. */
  maxArtifactBytes: number;
  /** Most bytes of all entries. */
  maxStoreBytes?: number;
  /** How long a request may take to arrive, seconds. */
  requestSeconds: number;
  /** How long a verification may take, seconds. */
  verifySeconds: number;
  /** Requests of one address a minute. */
  requestsPerMinute: number;
  /** How long a stop waits for what is under way, seconds. */
  stopSeconds: number;
  logLevel: Level | 'silent';
  /** For tests: the worker's built file. */
  workerFile?: URL;
}

/** Of what may be left out. */
export const DEFAULTS = {
  host: '127.0.0.1',
  port: 7848,
  workers: 2,
  queue: 64,
  maxArtifactBytes: 64 << 20,
  requestSeconds: 60,
  verifySeconds: 60,
  runSeconds: 10,
  requestsPerMinute: 6000,
  stopSeconds: 15,
  logLevel: 'info',
} as const satisfies Partial<DaemonSettings>;

/** How long a change of a locked store waits for others, with some time to write it, seconds. */
const STORING_SECONDS = 90;

/**
 * How long a connection may be silent, ms: as long as any answer may take, or who waits for one would be cut off without it. Longer
 * than between two heartbeats of the events, too.
 */
export function silenceMs({ requestSeconds, verifySeconds, runSeconds }: DaemonSettings): number {
  return 1000 * Math.ceil(Math.max(2 * requestSeconds, verifySeconds + STORING_SECONDS, 4 * runSeconds + 30));
}
