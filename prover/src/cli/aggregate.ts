/** The command that folds receipts. */

import { MAX_RECEIPT_BYTES, statementJson } from '@zkcwasm/verifier';
import { checkOutput, readInput, readPolicy, writeWhole } from '@zkcwasm/verifier/node';
import { aggregate, checkCount, type ReceiptFile } from '../aggregate.js';
import { withEngine } from '../engine/engine.js';
import { proofProgress } from './progress.js';
import type { FoldTold } from './words/proveInWords.js';

export interface AggregateCommandOptions {
  output: string;
  policy?: string;
  fresh?: boolean;
  verbose?: boolean;
  json?: boolean;
}

/** Folds receipts; nothing is written unless all is well. */
export async function aggregateCommand(
  paths: string[],
  { output, policy, fresh, json }: AggregateCommandOptions,
): Promise<FoldTold> {
  await checkOutput(output);
  // Before as many files are read.
  checkCount(paths.length);
  const files: ReceiptFile[] = [];
  for (const name of paths) {
    files.push({ name, bytes: await readInput(name, 'receipt', MAX_RECEIPT_BYTES) });
  }
  const under = policy === undefined ? {} : { policy: await readPolicy(policy) };
  const progress = proofProgress(json === true);
  try {
    const made = await withEngine((engine) =>
      aggregate(engine, files, { ...under, resume: fresh !== true, onEvent: progress.onEvent }),
    );
    await writeWhole(output, made.receipt);
    const { receipt, statements, executedCycles, ...figures } = made;
    return {
      proved: true,
      sealKind: 'aggregate',
      statements: statements.map(({ index, image, journal }) => ({
        statement: index,
        imageId: image.imageId,
        profileName: image.profileName,
        ...statementJson(journal),
      })),
      aggregatorCycles: `${executedCycles}`,
      ...figures,
      receiptBytes: receipt.length,
      path: output,
    };
  } finally {
    progress.stop();
  }
}
