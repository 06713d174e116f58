import { z } from 'zod';
import { ReceiptError } from '../errors/base.js';
import { equalBytes } from '../util/equalBytes.js';
import { cbor } from './cbor.js';
import { encodeReceipt } from './encodeReceipt.js';
import { MAX_RECEIPT_BYTES, RECEIPT_VERSION, type Receipt } from './receipt.js';

/** First byte of a CBOR map with exactly seven pairs. */
const MAP_OF_SEVEN = 0xa7;
const bytes = z.instanceof(Uint8Array).transform((b) => new Uint8Array(b));
const name = z.string().regex(/^[\x21-\x7e]{1,64}$/);
const schema = z.strictObject({
  version: z.literal(RECEIPT_VERSION),
  proofSystem: name,
  circuit: name,
  imageId: bytes.refine((b) => b.length === 32, 'must be 32 bytes'),
  journal: bytes,
  sealKind: name,
  seal: bytes,
});

/**
 * Bytes → receipt. What is not a receipt's one encoding (other key order, longer lengths, tags, trailing bytes) is
 * refused, by encoding it again and comparing.
 *
 * @throws ReceiptError `receipt/malformed`, `receipt/version`, `receipt/not-canonical`
 */
export function decodeReceipt(input: Uint8Array): Receipt {
  if (input.length > MAX_RECEIPT_BYTES) {
    throw new ReceiptError('receipt/malformed', `a receipt has at most ${MAX_RECEIPT_BYTES} bytes`);
  }
  const value = decodeMap(input);
  const version: unknown = (value as { version?: unknown }).version;
  if (typeof version === 'number' && Number.isInteger(version) && version > RECEIPT_VERSION) {
    throw new ReceiptError('receipt/version', `receipt format version ${version} is not supported`, {
      hint: `This verifier reads version ${RECEIPT_VERSION}; a newer verifier may read it.`,
    });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
    throw new ReceiptError('receipt/malformed', `not a receipt: ${where}${issue?.message ?? 'wrong shape'}`);
  }
  if (!equalBytes(encodeReceipt(parsed.data), input)) {
    throw new ReceiptError('receipt/not-canonical', 'the receipt is not in its canonical encoding');
  }
  return parsed.data;
}

function decodeMap(input: Uint8Array): object {
  // Looked at first, so that the decoder is only ever given what starts like a receipt.
  if (input[0] !== MAP_OF_SEVEN) {
    throw new ReceiptError('receipt/malformed', 'not a receipt: it does not start as one', {
      hint: 'Is this the .receipt file, whole and unconverted?',
    });
  }
  try {
    const value: unknown = cbor.decode(Buffer.from(input.buffer, input.byteOffset, input.byteLength));
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    throw new ReceiptError('receipt/malformed', `not a receipt: ${(error as Error).message}`, {
      hint: 'The file may have been cut short.',
      cause: error,
    });
  }
  throw new ReceiptError('receipt/malformed', 'not a receipt');
}
