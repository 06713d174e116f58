import { isAggregate } from '../aggregate/isAggregate.js';
import { decodeCbor } from '../cbor/decodeCbor.js';
import { scanVersion } from '../cbor/scan.js';
import { bytes, map, type Shape, text, unsigned } from '../cbor/shape.js';
import { ReceiptError } from '../errors/base.js';
import { equalBytes } from '../util/equalBytes.js';
import { encodeReceipt } from './encodeReceipt.js';
import { outOfForm } from './outOfForm.js';
import { MAX_RECEIPT_BYTES, RECEIPT_VERSION, type Receipt } from './receipt.js';

const name = text(64, /^[\x21-\x7e]+$/);
const shape = (version: Receipt['version']) =>
  map(
    ['version', unsigned(version)],
    ['proofSystem', name],
    ['circuit', name],
    ['imageId', bytes(32)],
    ['journal', bytes()],
    ['sealKind', name],
    ['seal', bytes()],
  );
const [FIRST, SECOND] = [shape(1), shape(2)];

/**
 * Bytes → receipt, in linear time. What is not a receipt's one encoding (other key order, longer lengths, tags, trailing
 * bytes) is refused at its first byte that does not fit.
 *
 * @throws ReceiptError `receipt/malformed`, `receipt/version`, `receipt/not-canonical`, `receipt/aggregate`
 */
export function decodeReceipt(input: Uint8Array): Receipt {
  if (input.length > MAX_RECEIPT_BYTES) {
    throw new ReceiptError('receipt/malformed', `a receipt has at most ${MAX_RECEIPT_BYTES} bytes`);
  }
  const version = scanVersion(input);
  if (version !== undefined && version > RECEIPT_VERSION) {
    throw new ReceiptError('receipt/version', `receipt format version ${version} is not supported`, {
      hint: `This verifier reads versions 1 and ${RECEIPT_VERSION}; a newer verifier may read it.`,
    });
  }
  if (isAggregate(input)) {
    throw new ReceiptError('receipt/aggregate', 'this is an aggregate of several receipts', {
      hint: 'verifyAggregate reads it; the commands verify and accept take both.',
    });
  }
  const receipt = decodeFields(input, version === 1 ? FIRST : SECOND);
  // The scan lets nothing else pass; held against the encoder as well, since a receipt with two encodings has two digests.
  if (!equalBytes(encodeReceipt(receipt), input)) {
    throw new ReceiptError('receipt/not-canonical', 'the receipt is not in its canonical encoding');
  }
  return receipt;
}

function decodeFields(input: Uint8Array, expected: Shape): Receipt {
  try {
    // The scan has seen to it that the fields are there and are what they must be.
    const fields = decodeCbor(input, expected) as Receipt;
    return {
      ...fields,
      imageId: new Uint8Array(fields.imageId),
      journal: new Uint8Array(fields.journal),
      seal: new Uint8Array(fields.seal),
    };
  } catch (error) {
    throw outOfForm(error);
  }
}
