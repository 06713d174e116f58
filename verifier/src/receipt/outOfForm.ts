import { CborFault } from '../cbor/fault.js';
import { ReceiptError } from '../errors/base.js';

/** The error of bytes that are not the CBOR of a receipt or an aggregate; what is no fault of theirs, as it is. */
export function outOfForm(error: unknown): unknown {
  if (!(error instanceof CborFault)) return error;
  if (error.kind === 'not-canonical') {
    return new ReceiptError(
      'receipt/not-canonical',
      `the receipt is not in its canonical encoding: ${error.message}`,
      {
        hint: 'Receipts must stay as the prover wrote them; a CBOR tool may have converted it.',
        cause: error,
      },
    );
  }
  return new ReceiptError('receipt/malformed', `not a receipt: ${error.message}`, {
    hint:
      error.offset === 0
        ? 'Is this the .receipt file, whole and unconverted?'
        : 'The file may have been cut short or changed.',
    cause: error,
  });
}
