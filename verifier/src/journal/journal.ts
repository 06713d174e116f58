import type { LimitName, MetricName, RejectReason } from './ids.js';

/** Digest and length of bytes that are not themselves in the journal. */
export interface Blob {
  /** SHA-256, 32 bytes. */
  digest: Uint8Array;
  /** Bytes. */
  length: bigint;
}

/** Why a module was refused, and where. */
export interface Rejection {
  reason: RejectReason;
  /** The limit that was exceeded, where the reason is one. */
  limit: LimitName | undefined;
  /** Index of the function concerned, where known. */
  functionIndex: number | undefined;
  /** Byte offset in the module, where known. */
  offset: bigint | undefined;
  /** The value that went over a bound, or the index of an import that is not allowed; 0 for other reasons. */
  value: bigint;
  /** The bound; 0 where the reason is not a bound. */
  bound: bigint;
}

/** Compiled to an artifact, or refused. */
export type Outcome = { kind: 'compiled'; artifact: Blob } | ({ kind: 'rejected' } & Rejection);

/** The public statement of one compilation. */
export interface Journal {
  /** 32 bytes chosen by whoever asked for the proof. */
  context: Uint8Array;
  compiler: { name: string; version: string };
  /** SHA-256 of the artifact profile's canonical text. */
  profile: Uint8Array;
  /** Target triple. */
  target: string;
  wasm: Blob;
  /** Limits in force, in the order of their numbers. */
  limits: Partial<Record<LimitName, bigint>>;
  /** SHA-256 of the canonical list of imports that were allowed, 32 bytes. */
  imports: Uint8Array;
  outcome: Outcome;
  /** What was measured, in the order of the numbers. */
  metering: Partial<Record<MetricName, bigint>>;
}
