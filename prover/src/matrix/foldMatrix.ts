/** The receipts of a matrix as one aggregate. */

import {
  decodeAggregate,
  decodeJournal,
  decodeReceipt,
  IMAGE_SOURCES,
  isAggregate,
  MAX_RECEIPT_BYTES,
  makePolicy,
  toHex,
  VerifierError,
  verifyAggregateOf,
} from '@zkcwasm/verifier';
import { sortStatements } from '@zkcwasm/verifier/internal';
import { checkOutput, readInput, writeWhole } from '@zkcwasm/verifier/node';
import { type AggregateOptions, aggregate, type ReceiptFile } from '../aggregate.js';
import type { Engine } from '../engine/engine.js';

/** An aggregate, made or found. */
export interface Folded {
  path: string;
  statements: number;
  /** It was there, of exactly these statements, and holds. */
  reused: boolean;
}

/**
 * Folds receipts into one file; one that is there already and holds all of them and nothing else is left alone.
 *
 * @throws ProverError `aggregate/*`, `image/missing`, `limit/memory`, `prove/failed`, `cancelled`; InputError `output/exists`,
 *   `output/unwritable`
 */
export async function foldMatrix(
  engine: Engine,
  receipts: readonly ReceiptFile[],
  path: string,
  options: AggregateOptions = {},
): Promise<Folded> {
  if (await isAggregateOf(path, receipts)) return { path, statements: receipts.length, reused: true };
  await checkOutput(path);
  const { receipt, statements } = await aggregate(engine, receipts, options);
  await writeWhole(path, receipt);
  return { path, statements: statements.length, reused: false };
}

/** Whether a file is an aggregate of exactly these receipts, and holds. */
export async function isAggregateOf(path: string, receipts: readonly ReceiptFile[]): Promise<boolean> {
  try {
    const bytes = await readInput(path, 'receipt', MAX_RECEIPT_BYTES);
    if (!isAggregate(bytes)) return false;
    const { statements } = decodeAggregate(bytes);
    const wanted = sortStatements(receipts.map((one) => decodeReceipt(one.bytes)));
    const text = (list: readonly { imageId: Uint8Array; journal: Uint8Array }[]) =>
      list.map(({ imageId, journal }) => `${toHex(imageId)} ${toHex(journal)}`).join('\n');
    if (text(statements) !== text(wanted)) return false;
    const modules = statements.map(({ journal }) => decodeJournal(journal).wasm);
    await verifyAggregateOf(
      modules,
      bytes,
      await makePolicy({ sources: [...IMAGE_SOURCES], allowRejected: true }),
    );
    return true;
  } catch (error) {
    if (error instanceof VerifierError) return false;
    throw error;
  }
}
