import { cbor } from '../cbor/codec.js';
import type { Aggregate } from './aggregate.js';

/** Aggregate → its one byte string. The statements must be in their order: `sortStatements` puts them there. */
export function encodeAggregate(aggregate: Aggregate): Uint8Array {
  const { version, sealKind, proofSystem, circuit, imageId, statements, seal } = aggregate;
  return new Uint8Array(
    cbor.encode({
      version,
      sealKind,
      proofSystem,
      circuit,
      imageId,
      statements: statements.map((statement) => [statement.imageId, statement.journal]),
      seal,
    }),
  );
}
