/**
 * What the aggregator commits: the other implementation of `guest/aggregate`, which says how it is laid out. It is made
 * here of the statements at hand and never read: the seal must prove these very bytes.
 */
import { concatBytes, latin1 } from '../util/bytes.js';
import { compareBytes } from '../util/compareBytes.js';
import { littleEndian } from '../util/littleEndian.js';
import { sha256 } from '../util/sha256.js';
import type { FoldedStatement } from './aggregate.js';

const DOMAIN = 'zkcwasm/aggregate\0';
const VERSION = 1n;
const EXIT_CODE = 0n;

/** Image ID and SHA-256 of the journal, 64 bytes: by these statements are ordered. */
export function rowKey({ imageId, journal }: FoldedStatement): Uint8Array {
  return concatBytes([imageId, sha256(journal)]);
}

/** Statements in their order, as far as they are different: `decodeAggregate` refuses one that is there twice. */
export function sortStatements<Statement extends FoldedStatement>(
  statements: readonly Statement[],
): Statement[] {
  const keyed = statements.map((statement) => ({ statement, key: rowKey(statement) }));
  return keyed.sort((a, b) => compareBytes(a.key, b.key)).map(({ statement }) => statement);
}

/** The bytes that the aggregator commits for these statements, in this order. */
export function encodeRows(statements: readonly FoldedStatement[]): Uint8Array {
  const header = [latin1(DOMAIN), littleEndian(VERSION, 2), littleEndian(BigInt(statements.length), 4)];
  const exitCode = littleEndian(EXIT_CODE, 4);
  return concatBytes([...header, ...statements.flatMap((statement) => [rowKey(statement), exitCode])]);
}
