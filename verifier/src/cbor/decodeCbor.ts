import { cbor } from './codec.js';
import { scan } from './scan.js';
import type { Shape } from './shape.js';

/**
 * Bytes from outside → value, in linear time: scanned first, then decoded by cbor-x. Integers above 2^53 are bigint,
 * others number; byte strings are views of the input.
 *
 * @throws CborFault where they are not the one encoding of a value of this shape
 */
export function decodeCbor(input: Uint8Array, shape: Shape): unknown {
  scan(input, shape);
  // A view of its own: cbor-x puts a property on what it is given.
  return cbor.decode(new Uint8Array(input.buffer, input.byteOffset, input.byteLength));
}
