import type { ImportList } from '@zkcwasm/verifier';
import type { OpenImage } from './images/openImage.js';
import type { Limits } from './limits.js';

/** What an image run is about. */
export interface Job {
  image: OpenImage;
  wasm: Uint8Array;
  limits: Limits;
  /** The imports that the module may have. */
  imports: ImportList;
  /** Most cycles; not part of the statement, the run is stopped. */
  maxCycles: bigint;
  /** 64 hex digits. */
  context: string;
}
