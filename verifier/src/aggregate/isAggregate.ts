import { latin1, startsWith } from '../util/bytes.js';

/** Seven keys; the version, 1 or 2; then the kind of seal, which a single receipt has near its end. */
const STARTS = ['\x01', '\x02'].map((version) =>
  latin1(`\xa7\x67version${version}\x68sealKind\x69aggregate`),
);

/** Whether bytes begin as an aggregate does, and so can be nothing else. */
export function isAggregate(bytes: Uint8Array): boolean {
  return STARTS.some((start) => startsWith(bytes, start));
}
