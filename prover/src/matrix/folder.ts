/** The folder that the receipts of a matrix go to. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  decodeJournal,
  decodeReceipt,
  isAggregate,
  MAX_RECEIPT_BYTES,
  toHex,
  VerifierError,
} from '@zkcwasm/verifier';
import { readInput, sha256 } from '@zkcwasm/verifier/node';
import { encodeRequest } from '../encodeRequest.js';
import { isReceiptOf, type StatementOf } from '../prove.js';

/** Most receipts of a folder that are looked at. */
const MOST_FILES = 10_000;

/** Name of a receipt: its module, its image, and the first digits of the hash of all that the statement is about. */
export function receiptName(module: string, statement: StatementOf): string {
  const { image, wasm, imports } = statement;
  const parts = [Buffer.from(image.imageId, 'hex'), encodeRequest(statement), imports.digest, sha256(wasm)];
  return `${module}.${image.name}.${toHex(sha256(new Uint8Array(Buffer.concat(parts)))).slice(0, 16)}.receipt`;
}

/** A receipt that is there already. */
export interface FoundReceipt {
  path: string;
  bytes: Uint8Array;
}

/**
 * Finds, among the receipts of a folder, one for each statement that has one. A receipt is taken only where the verifier says that it is of
 * exactly the statement; what is not, or cannot be read, is passed over.
 *
 * @returns in the order of the statements
 */
export async function findReceipts(
  folder: string,
  statements: readonly StatementOf[],
): Promise<(FoundReceipt | undefined)[]> {
  const found: (FoundReceipt | undefined)[] = statements.map(() => undefined);
  const files = await readdir(folder).catch(() => []);
  for (const file of files
    .filter((name) => name.endsWith('.receipt'))
    .sort()
    .slice(0, MOST_FILES)) {
    const path = join(folder, file);
    const bytes = await readInput(path, 'receipt', MAX_RECEIPT_BYTES).catch(() => undefined);
    if (bytes === undefined) continue;
    for (const [i, statement] of statements.entries()) {
      if (found[i] !== undefined || !couldBe(bytes, statement) || !(await isProof(bytes, statement)))
        continue;
      found[i] = { path, bytes };
      break;
    }
  }
  return found;
}

/** By what the receipt says, which costs nothing to read: the proof is checked only where that fits. */
function couldBe(bytes: Uint8Array, { image, wasm }: StatementOf): boolean {
  try {
    if (isAggregate(bytes)) return false;
    const { imageId, journal } = decodeReceipt(bytes);
    return (
      toHex(imageId) === image.imageId && toHex(decodeJournal(journal).wasm.digest) === toHex(sha256(wasm))
    );
  } catch (error) {
    if (error instanceof VerifierError) return false;
    throw error;
  }
}

async function isProof(bytes: Uint8Array, statement: StatementOf): Promise<boolean> {
  try {
    return await isReceiptOf(bytes, statement);
  } catch (error) {
    if (error instanceof VerifierError) return false;
    throw error;
  }
}
