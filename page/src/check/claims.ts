import {
  decodeAggregate,
  decodeJournal,
  decodeReceipt,
  isAggregate,
  statementJson,
  toHex,
} from '@zkcwasm/verifier';
import type { Claims } from './report.js';

/** What a receipt says of itself; undefined where it cannot be read. Nothing in it is verified. */
export function claimsOf(receipt: Uint8Array): Claims | undefined {
  try {
    const aggregate = isAggregate(receipt);
    const { imageId, sealKind } = aggregate ? decodeAggregate(receipt) : decodeReceipt(receipt);
    const journals = aggregate
      ? decodeAggregate(receipt).statements.map(({ journal }) => journal)
      : [decodeReceipt(receipt).journal];
    const statements = journals.map((journal) => {
      const { wasmDigest, wasmBytes, outcome, target } = statementJson(decodeJournal(journal));
      return { wasmDigest, wasmBytes, outcome, target };
    });
    return { imageId: toHex(imageId), sealKind, statements };
  } catch {
    return undefined;
  }
}
