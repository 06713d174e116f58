/** All receipts that a schedule asks for, one after the other. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  decodeJournal,
  decodeReceipt,
  type StatementJson,
  statementJson,
  ZkcwasmError,
} from '@zkcwasm/verifier';
import { checkOutput, writeWhole } from '@zkcwasm/verifier/node';
import type { Engine } from '../engine/engine.js';
import type { OnEvent } from '../engine/event.js';
import { ProverError } from '../errors/base.js';
import { openImages } from '../images/chooseImages.js';
import type { OpenImage } from '../images/openImage.js';
import { type ProveOptions, prove } from '../prove.js';
import { findReceipts, receiptName } from './folder.js';
import type { Wanted } from './plan.js';

/** What became of one receipt. */
export type MatrixEntry = {
  environments: readonly string[];
  imageId: string;
  imageName: string;
  path: string;
} & (
  | {
      /** It was there, and holds. */
      reused: boolean;
      bytes: Uint8Array;
      statement: StatementJson;
      elapsedMs?: number;
    }
  | { error: ZkcwasmError }
);

/** How a matrix is proved. */
export interface MatrixOptions extends Pick<ProveOptions, 'prover' | 'seal' | 'resume'> {
  /** Folder of the receipts; made where it is not there. */
  folder: string;
  /** What the module is called in their names. */
  module: string;
  maxCycles: bigint;
  onEvent?: OnEvent;
  onEntry?: (done: number, all: number, entry: MatrixEntry) => void;
}

/**
 * Proves what is not proved yet. Each receipt is written whole as soon as it is there, so what is interrupted goes on when it is
 * asked for again. What fails does not stop the others.
 *
 * @param engine is asked for only where something is to be proved
 * @throws ProverError `image/not-built`, with all that are not here, `image/corrupt`, `output/unwritable`, `cancelled`; InputError `output/exists` where a file that is no such receipt has its name
 */
export async function proveMatrix(
  engine: Engine,
  wanted: readonly Wanted[],
  options: MatrixOptions,
): Promise<MatrixEntry[]> {
  const { folder, module, onEntry } = options;
  const found = await findReceipts(
    folder,
    wanted.map(({ statement }) => statement),
  );
  const paths = wanted.map(
    ({ statement }, i) => found[i]?.path ?? join(folder, receiptName(module, statement)),
  );
  // Before hours of proving: what is not here, and what cannot be written.
  const lacking = wanted.filter((_, i) => found[i] === undefined);
  const opened = await openImages([...new Set(lacking.map(({ statement }) => statement.image))]);
  const images = new Map(opened.map((image) => [image.imageId, image]));
  await mkdir(folder, { recursive: true }).catch((cause: Error) => {
    throw new ProverError('output/unwritable', `cannot make ${folder}: ${cause.message}`, { cause });
  });
  for (const [i, path] of paths.entries()) if (found[i] === undefined) await checkOutput(path);
  const entries: MatrixEntry[] = [];
  for (const [i, one] of wanted.entries()) {
    const path = paths[i] ?? '';
    const there = found[i];
    const entry =
      there === undefined
        ? await attempt(engine, one, images.get(one.statement.image.imageId), path, options)
        : { ...about(one, path), reused: true, bytes: there.bytes, statement: statementOf(there.bytes) };
    entries.push(entry);
    onEntry?.(entries.length, wanted.length, entry);
  }
  return entries;
}

async function attempt(
  engine: Engine,
  wanted: Wanted,
  image: OpenImage | undefined,
  path: string,
  { maxCycles, prover, seal, resume, onEvent }: MatrixOptions,
): Promise<MatrixEntry> {
  const how = Object.fromEntries(
    Object.entries({ prover, seal, resume, onEvent }).filter(([, value]) => value !== undefined),
  ) as ProveOptions;
  if (image === undefined) throw new RangeError('an image was not opened');
  try {
    const job = { ...wanted.statement, image, maxCycles };
    const { receipt, verified, elapsedMs } = await prove(engine, job, how);
    await writeWhole(path, receipt);
    const statement = statementJson(verified.journal);
    return { ...about(wanted, path), reused: false, bytes: receipt, statement, elapsedMs };
  } catch (error) {
    const fatal = ['cancelled', 'engine/missing', 'output/unwritable'];
    if (!(error instanceof ZkcwasmError) || fatal.includes(error.code)) throw error;
    return { ...about(wanted, path), error };
  }
}

function about({ environments, statement }: Wanted, path: string) {
  return { environments, imageId: statement.image.imageId, imageName: statement.image.name, path };
}

function statementOf(receipt: Uint8Array): StatementJson {
  return statementJson(decodeJournal(decodeReceipt(receipt).journal));
}
