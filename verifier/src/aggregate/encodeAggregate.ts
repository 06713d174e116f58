import { cbor } from '../cbor/codec.js';
import type { Aggregate } from './aggregate.js';

/** Aggregate → its one byte string. The statements must be in their order: `sortStatements` puts them there. */
export function encodeAggregate(aggregate: Aggregate): Uint8Array {
  const { version, sealKind, proofSystem, circuit, imageId, statements, seal } = aggregate;
  const bytes = (b: Uint8Array) => Buffer.from(b.buffer, b.byteOffset, b.byteLength);
  return new Uint8Array(
    cbor.encode({
      version,
      sealKind,
      proofSystem,
      circuit,
      imageId: bytes(imageId),
      statements: statements.map((statement) => [bytes(statement.imageId), bytes(statement.journal)]),
      seal: bytes(seal),
    }),
  );
}
