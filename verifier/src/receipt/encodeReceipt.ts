import { cbor } from '../cbor/codec.js';
import type { Receipt } from './receipt.js';

/** Receipt → its one byte string. */
export function encodeReceipt(receipt: Receipt): Uint8Array {
  const { version, proofSystem, circuit, imageId, journal, sealKind, seal } = receipt;
  const bytes = (b: Uint8Array) => Buffer.from(b.buffer, b.byteOffset, b.byteLength);
  return new Uint8Array(
    cbor.encode({
      version,
      proofSystem,
      circuit,
      imageId: bytes(imageId),
      journal: bytes(journal),
      sealKind,
      seal: bytes(seal),
    }),
  );
}
