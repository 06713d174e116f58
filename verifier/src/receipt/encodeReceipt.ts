import { cbor } from '../cbor/codec.js';
import type { Receipt } from './receipt.js';

/** Receipt → its one byte string. */
export function encodeReceipt(receipt: Receipt): Uint8Array {
  const { version, proofSystem, circuit, imageId, journal, sealKind, seal } = receipt;
  return new Uint8Array(
    cbor.encode({
      version,
      proofSystem,
      circuit,
      imageId,
      journal,
      sealKind,
      seal,
    }),
  );
}
