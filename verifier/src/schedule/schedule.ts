/**
 * A schedule says which environments there are and what each is good for in which session. It only grows: every change says
 * in which session it was decided, stands behind all earlier ones, and takes effect two sessions later at the earliest. So
 * what holds in a session is a function of the schedule alone, and a node that has its hash has all that it needs to agree.
 */
import type { Environment } from '../environment/environment.js';

/** States that an environment goes through, in this order; it may leave some out, and never goes back. */
export const STATES = ['announced', 'proving-open', 'active', 'execute-only', 'retired'] as const;
/**
 * `announced`: nodes may fetch it. `proving-open`: receipts are taken. `active`: so they are, and contracts run under it.
 * `execute-only`: what was accepted still runs, and nothing new is accepted. `retired`: nothing runs.
 */
export type State = (typeof STATES)[number];

/** From a session on, up to the environment's next range, it is in this state. */
export interface StateRange {
  /** Hash of the environment, 64 hex digits. */
  readonly environment: string;
  readonly state: State;
  /** First session. */
  readonly from: bigint;
}

/** From a session on the environment is good for nothing, whatever its ranges say. */
export interface Revocation {
  /** Hash of the environment, 64 hex digits. */
  readonly environment: string;
  /** First session. */
  readonly from: bigint;
  /** Why: the number of an advisory, or where to find it; printable ASCII, 1 to 255 characters. */
  readonly advisory: string;
}

/** What was decided in one session. */
export interface Change {
  /** The session in which it was decided. */
  readonly decided: bigint;
  /** Environments that it introduces. */
  readonly environments: readonly Environment[];
  readonly ranges: readonly StateRange[];
  readonly revocations: readonly Revocation[];
}

/** All that a schedule says of one environment. */
export interface History {
  readonly hash: string;
  readonly environment: Environment;
  /** Its place in the schedule, from 0: environments are numbered as they are introduced. */
  readonly index: number;
  /** Rising by session. */
  readonly ranges: readonly StateRange[];
  /** The revocation that is in force from the earliest session. */
  readonly revoked: Revocation | undefined;
}

/** A schedule that keeps all rules; `makeSchedule` and `decodeSchedule` make one. */
export interface Schedule {
  /** In the order in which they were decided; each in its one order. */
  readonly changes: readonly Change[];
  /** By hash, in the order in which they were introduced. */
  readonly environments: ReadonlyMap<string, History>;
}

/** Sessions from the one in which a change is decided to the first in which it can take effect. */
export const LEAD_SESSIONS = 2n;
/** First bytes of an encoded schedule. */
export const SCHEDULE_TAG = 'zkcwasm/schedule\0';
/** The one version that exists. */
export const SCHEDULE_VERSION = 1;
/** Largest schedule that is looked at, bytes: several thousand environments. */
export const MAX_SCHEDULE_BYTES = 2 << 20;
/** Largest session, and every other number in a schedule. */
export const MAX_SESSION = 0xffff_ffff_ffff_ffffn;
