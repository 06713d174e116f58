import { MAX_RECEIPT_BYTES } from '@zkcwasm/verifier';
import { repack } from '@zkcwasm/verifier/internal';
import { checkOutput, readInput, writeWhole } from '@zkcwasm/verifier/node';

/** What became of a receipt. */
export interface RepackTold {
  path: string;
  bytesBefore: number;
  bytes: number;
}

/**
 * Writes a receipt or an aggregate in the envelope of today. Nothing is proved, and nothing is verified: it holds as before, or does not.
 *
 * @throws ReceiptError, AggregationError, SealError of what is no receipt; those of `readInput` and `writeWhole`
 */
export async function repackCommand(path: string, output: string): Promise<RepackTold> {
  await checkOutput(output);
  const before = await readInput(path, 'receipt', MAX_RECEIPT_BYTES);
  const receipt = await repack(before);
  await writeWhole(output, receipt);
  return { path: output, bytesBefore: before.length, bytes: receipt.length };
}
