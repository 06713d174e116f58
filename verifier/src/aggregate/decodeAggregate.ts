import { decodeCbor } from '../cbor/decodeCbor.js';
import { scanVersion } from '../cbor/scan.js';
import { bytes, list, map, type Shape, text, tuple, unsigned } from '../cbor/shape.js';
import { AggregationError, ReceiptError } from '../errors/base.js';
import { outOfForm } from '../receipt/outOfForm.js';
import { MAX_RECEIPT_BYTES, RECEIPT_VERSION } from '../receipt/receipt.js';
import { latin1, startsWith } from '../util/bytes.js';
import { compareBytes } from '../util/compareBytes.js';
import { equalBytes } from '../util/equalBytes.js';
import { type Aggregate, MAX_AGGREGATED } from './aggregate.js';
import { encodeAggregate } from './encodeAggregate.js';
import { rowKey } from './encodeRows.js';

const name = text(64, /^[\x21-\x7e]+$/);
const shape = (version: Aggregate['version']) =>
  map(
    ['version', unsigned(version)],
    ['sealKind', text(9, /^aggregate$/)],
    ['proofSystem', name],
    ['circuit', name],
    ['imageId', bytes(32)],
    // How many there may be is said below, with an error of its own; of very many more nothing is made at all.
    ['statements', list(tuple(bytes(32), bytes()), 4 * MAX_AGGREGATED)],
    ['seal', bytes()],
  );
const [FIRST, SECOND] = [shape(1), shape(2)];

/** As a single receipt begins: seven keys, the version, then the proof system. */
const SINGLE_STARTS = ['\x01', '\x02'].map((version) => latin1(`\xa7\x67version${version}\x6bproofSystem`));

/**
 * Bytes → aggregate, in linear time but for the order of statements, which is looked at by their digests. What is not an
 * aggregate's one encoding is refused.
 *
 * @throws ReceiptError `receipt/malformed`, `receipt/version`, `receipt/not-canonical`, `receipt/single`; AggregationError
 *   `aggregate/empty`, `aggregate/too-many`, `aggregate/order`
 */
export function decodeAggregate(input: Uint8Array): Aggregate {
  if (input.length > MAX_RECEIPT_BYTES) {
    throw new ReceiptError('receipt/malformed', `an aggregate has at most ${MAX_RECEIPT_BYTES} bytes`);
  }
  if (SINGLE_STARTS.some((start) => startsWith(input, start))) {
    throw new ReceiptError('receipt/single', 'this is a single receipt, and no aggregate', {
      hint: 'verifyReceipt reads it; the commands verify and accept take both.',
    });
  }
  const version = scanVersion(input);
  if (version !== undefined && version > RECEIPT_VERSION) {
    throw new ReceiptError('receipt/version', `receipt format version ${version} is not supported`, {
      hint: `This verifier reads versions 1 and ${RECEIPT_VERSION}; a newer verifier may read it.`,
    });
  }
  const aggregate = decodeFields(input, version === 1 ? FIRST : SECOND);
  checkStatements(aggregate);
  // The scan lets nothing else pass; held against the encoder as well, as for receipts.
  if (!equalBytes(encodeAggregate(aggregate), input)) {
    throw new ReceiptError('receipt/not-canonical', 'the aggregate is not in its canonical encoding');
  }
  return aggregate;
}

function checkStatements({ statements }: Aggregate): void {
  if (statements.length === 0)
    throw new AggregationError('aggregate/empty', 'the aggregate has no statements');
  if (statements.length > MAX_AGGREGATED) {
    throw new AggregationError(
      'aggregate/too-many',
      `the aggregate has ${statements.length} statements, and may have ${MAX_AGGREGATED}`,
    );
  }
  let last: Uint8Array | undefined;
  for (const [i, statement] of statements.entries()) {
    const key = rowKey(statement);
    const order = last === undefined ? -1 : compareBytes(last, key);
    if (order === 0) {
      throw new AggregationError('aggregate/order', `statement ${i} of the aggregate is there twice`);
    }
    if (order > 0) {
      throw new AggregationError('aggregate/order', `statement ${i} of the aggregate is not in its place`, {
        hint: 'Statements rise by image ID and digest of the journal; the file may have been changed.',
      });
    }
    last = key;
  }
}

function decodeFields(input: Uint8Array, expected: Shape): Aggregate {
  try {
    // The scan has seen to it that the fields are there and are what they must be.
    const fields = decodeCbor(input, expected) as Omit<Aggregate, 'statements'> & {
      statements: readonly (readonly [imageId: Uint8Array, journal: Uint8Array])[];
    };
    return {
      ...fields,
      imageId: new Uint8Array(fields.imageId),
      statements: fields.statements.map(([imageId, journal]) => ({
        imageId: new Uint8Array(imageId),
        journal: new Uint8Array(journal),
      })),
      seal: new Uint8Array(fields.seal),
    };
  } catch (error) {
    throw outOfForm(error);
  }
}
