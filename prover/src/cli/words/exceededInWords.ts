import { grouped, shortDigest } from '@zkcwasm/verifier/internal';
import type { ExceededReport } from '../../cyclesExceeded.js';
import { MORE } from './more.js';

/** That a compilation takes more cycles than are allowed, for people. */
export function exceededInWords({ imageId, wasmBytes, wasmDigest, maxCycles }: ExceededReport): string {
  return [
    `measured, not proved: to compile the module of ${grouped(wasmBytes)} bytes takes more than ${grouped(maxCycles)} cycles.\n`,
    `  module  ${shortDigest(wasmDigest)}\n  image   ${shortDigest(imageId)}\n`,
    MORE,
  ].join('\n');
}
