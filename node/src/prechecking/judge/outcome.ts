import type { Journal } from '@zkcwasm/verifier';
import type { PreparationError } from './preparation.js';

/** A statement that a verified receipt makes. */
export interface ProvedStatement {
  /** SHA-256 of the receipt's bytes, 64 hex digits. */
  receipt: string;
  imageId: string;
  target: string;
  compiler: { name: string; version: string };
  profile: string;
  journal: Journal;
}

/** A receipt that was left aside, and why: a code of the verifier, or one of these. */
export interface IgnoredReceipt {
  /** SHA-256 of the receipt's bytes, 64 hex digits. */
  receipt: string;
  why: string;
}

/** Why a judge says what it says. */
export type Ground =
  /** Every compilation that is asked for is proved. */
  | { kind: 'proved'; statements: ProvedStatement[]; ignored: IgnoredReceipt[] }
  /** A refusal is proved; the receipt is the reason, and anyone can check it. */
  | { kind: 'refusal-proved'; statement: ProvedStatement; proof: Uint8Array; ignored: IgnoredReceipt[] }
  /** It was compiled here, and instantiated once. */
  | { kind: 'compiled'; cpuSeconds?: number; peakMemoryBytes?: number }
  | { kind: 'preparation'; error: PreparationError }
  /** The chain has no such code, or another one under its name. */
  | { kind: 'code-missing' }
  /** What is to be asked for is not known: no environment at the leaf that this node can read. */
  | { kind: 'environment-unavailable' }
  | { kind: 'judge-error'; message: string };

/** What a judge says about a code. Only `valid` is a vote for it; there is nothing that could begin a dispute. */
export interface Outcome {
  kind: 'valid' | 'invalid' | 'failed';
  because: Ground;
}

/** Judges code. What it throws counts as a failure to judge. */
export interface Judge {
  judge(code: Uint8Array, signal: AbortSignal): Promise<Outcome>;
}
