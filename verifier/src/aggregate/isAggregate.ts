/** Seven keys; the version, 1; then the kind of seal, which a single receipt has near its end. */
const START = Buffer.from('\xa7\x67version\x01\x68sealKind\x69aggregate', 'latin1');

/** Whether bytes begin as an aggregate does, and so can be nothing else. */
export function isAggregate(bytes: Uint8Array): boolean {
  return START.equals(bytes.subarray(0, START.length));
}
