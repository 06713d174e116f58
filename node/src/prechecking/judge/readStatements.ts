/** Statements about one module in bytes that are said to be a receipt, or an aggregate of several; nothing is verified yet. */
import {
  decodeAggregate,
  decodeJournal,
  decodeReceipt,
  type Image,
  isAggregate,
  type Journal,
  type Policy,
  toHex,
  verifyAggregate,
  verifyReceipt,
} from '@zkcwasm/verifier';
import { sha256 } from '@zkcwasm/verifier/node';

/** A statement that a receipt claims to prove. */
export interface Claimed {
  imageId: string;
  journal: Journal;
  /**
   * Has it proved.
   *
   * @throws VerifierError where it is not
   */
  verify(policy: Policy, wasm: Uint8Array): Promise<{ image: Image; journal: Journal }>;
}

/**
 * @param wasm the module; statements about others are left out
 * @throws VerifierError where the bytes are out of form
 */
export function readStatements(bytes: Uint8Array, wasm: Uint8Array): Claimed[] {
  const digest = toHex(sha256(wasm));
  if (!isAggregate(bytes)) {
    const receipt = decodeReceipt(bytes);
    const journal = decodeJournal(receipt.journal);
    if (toHex(journal.wasm.digest) !== digest) return [];
    const verify: Claimed['verify'] = (policy, module) => verifyReceipt(bytes, { policy, wasm: module });
    return [{ imageId: toHex(receipt.imageId), journal, verify }];
  }
  return decodeAggregate(bytes).statements.flatMap((statement, index) => {
    const journal = decodeJournal(statement.journal);
    if (toHex(journal.wasm.digest) !== digest) return [];
    const verify: Claimed['verify'] = async (policy, module) => {
      const { statements } = await verifyAggregate(bytes, { policy, modules: [module], select: [index] });
      const [verified] = statements;
      if (verified === undefined) throw new RangeError('a selected statement did not come back');
      return verified;
    };
    return [{ imageId: toHex(statement.imageId), journal, verify }];
  });
}
