import { decodeAggregate } from '../aggregate/decodeAggregate.js';
import { encodeAggregate } from '../aggregate/encodeAggregate.js';
import { isAggregate } from '../aggregate/isAggregate.js';
import { packSeal } from '../seal/packing.js';
import { decodeReceipt } from './decodeReceipt.js';
import { encodeReceipt } from './encodeReceipt.js';
import { RECEIPT_VERSION } from './receipt.js';

/**
 * The same receipt or aggregate in the envelope that is written today. The proof stays the same one, so nothing is proved and nothing
 * is verified; what has that envelope already is returned as it is.
 *
 * @throws ReceiptError or AggregationError of what is neither; SealError `seal/malformed` of a `stark` seal that is no proof
 */
export async function repack(bytes: Uint8Array): Promise<Uint8Array> {
  if (isAggregate(bytes)) {
    const aggregate = decodeAggregate(bytes);
    if (aggregate.version === RECEIPT_VERSION) return bytes;
    return encodeAggregate({ ...aggregate, version: RECEIPT_VERSION, seal: await packSeal(aggregate.seal) });
  }
  const receipt = decodeReceipt(bytes);
  if (receipt.version === RECEIPT_VERSION) return bytes;
  const seal = receipt.sealKind === 'stark' ? await packSeal(receipt.seal) : receipt.seal;
  return encodeReceipt({ ...receipt, version: RECEIPT_VERSION, seal });
}
