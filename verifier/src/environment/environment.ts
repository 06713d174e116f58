/**
 * An environment is everything that decides what a contract's code is and how it runs: two nodes with the same environment
 * compile a module to the same artifact, under the same limits, and run it with the same stack, memory and host functions.
 * It is named by the SHA-256 of its canonical bytes (docs/reference/environments.md).
 */
import type { LimitName } from '../journal/ids.js';

/** What code is compiled by, for and under, and what it runs with. */
export interface Environment {
  /** As journals name it: printable ASCII, 1 to 255 characters each. The version is exact: 48.0.8 and 48.0.9 are two. */
  readonly compiler: { readonly name: string; readonly version: string };
  /** Of the image that proves the compilation, 32 bytes. */
  readonly imageId: Uint8Array;
  /** Digest of the artifact profile, 32 bytes. */
  readonly profile: Uint8Array;
  /** Target triple. */
  readonly target: string;
  /** Limits that a compilation is held to, at these values or lower. */
  readonly limits: Readonly<Partial<Record<LimitName, bigint>>>;
  /** SHA-256 of the canonical list of imports that a module may have, 32 bytes. */
  readonly imports: Uint8Array;
  /** Version of the host functions behind these imports, as the chain counts it; below 2^32. */
  readonly hostApi: number;
  /** Most bytes of stack that running code may take. */
  readonly stackBytes: bigint;
  /** Most bytes of linear memory that an instance may have. */
  readonly memoryBytes: bigint;
}

/** First bytes of an encoded environment. */
export const ENVIRONMENT_TAG = 'zkcwasm/environment\0';
/** The one version that exists. */
export const ENVIRONMENT_VERSION = 1;
/** Bytes of the shortest environment: names of one character, no limits. */
export const MIN_ENVIRONMENT_BYTES = 145;
