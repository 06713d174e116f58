/** One receipt for many: the aggregator folds their proofs into one. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  decodeJournal,
  decodeReceipt,
  IMAGE_SOURCES,
  isAggregate,
  MAX_AGGREGATED,
  makePolicy,
  type Policy,
  type Receipt,
  toHex,
  type VerifiedStatement,
  VerifierError,
  verifyAggregateOf,
  verifyReceiptOf,
} from '@zkcwasm/verifier';
import {
  encodeAggregate,
  fromHex,
  packSeal,
  RECEIPT_VERSION,
  sortStatements,
  sp1Seal,
} from '@zkcwasm/verifier/internal';
import { sha256 } from '@zkcwasm/verifier/node';
import type { Engine } from './engine/engine.js';
import type { OnEvent } from './engine/event.js';
import { ProverError } from './errors/base.js';
import { openAggregator } from './images/openAggregator.js';
import { aggregateStepsFolder, KEYS, removeOldSteps } from './savedSteps.js';

/** A receipt that is to be folded. */
export interface ReceiptFile {
  /** What an error calls it, for instance its path. */
  name: string;
  bytes: Uint8Array;
}

/** How an aggregate is made. */
export interface AggregateOptions {
  /** What each receipt must hold under; left out: every image of the package that is not revoked, refusals too. */
  policy?: Policy;
  /** Go on from the steps that an interrupted proof of the same aggregate has left; true by default. */
  resume?: boolean;
  onEvent?: OnEvent;
}

/** An aggregate with what it took. */
export interface Aggregated {
  receipt: Uint8Array;
  /** What the verifier says of it; it was checked before it is handed out. */
  statements: VerifiedStatement[];
  /** Of the aggregator. */
  executedCycles: bigint;
  shards: number;
  recursionSteps: number;
  reusedSteps: number;
  elapsedMs: number;
  /** Of it in SP1's own prover. */
  proverMs: number;
  /** Peak resident memory of the engine, bytes. */
  peakBytes: number;
}

/**
 * Checks receipts with the verifier and folds them into one, verified itself before it is returned. The order of the files
 * makes no difference.
 *
 * @throws ProverError `aggregate/*`, `image/missing`, `limit/memory`, `prove/failed`, `cancelled`
 */
export async function aggregate(
  engine: Engine,
  files: readonly ReceiptFile[],
  options: AggregateOptions = {},
): Promise<Aggregated> {
  const { resume = true, onEvent } = options;
  const policy = options.policy ?? (await openPolicy());
  const receipts = sortStatements(await checkReceipts(files, policy));
  const { elf, ...aggregator } = await openAggregator();
  const id = fromHex(aggregator.imageId, 32);
  if (id === undefined) throw new ProverError('image/corrupt', 'an image ID in the list is not of 32 bytes');
  // As SP1 has them: in which envelope a proof came makes no difference to the steps.
  const seals: Uint8Array[] = [];
  for (const receipt of receipts) seals.push(await sp1Seal(receipt));
  const steps = aggregateStepsFolder(aggregator, seals);
  await removeOldSteps();
  if (!resume) await rm(steps, { recursive: true, force: true });
  const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-job-'));
  try {
    const folded: Record<string, string>[] = [];
    for (const [i, { imageId, journal }] of receipts.entries()) {
      const path = join(folder, `${i}.seal`);
      await writeFile(path, seals[i] ?? new Uint8Array());
      folded.push({ imageId: toHex(imageId), journal: toHex(journal), seal: path });
    }
    const seal = join(folder, 'seal');
    const done = await engine.request(
      'aggregate',
      { elf, receipts: folded, seal, steps, keys: KEYS },
      onEvent,
    );
    if (done.imageId !== aggregator.imageId) {
      throw new ProverError(
        'image/corrupt',
        `the aggregator's image ID is ${done.imageId}, and the list names ${aggregator.imageId}`,
      );
    }
    const receipt = encodeAggregate({
      version: RECEIPT_VERSION,
      sealKind: 'aggregate',
      proofSystem: 'sp1',
      circuit: done.circuit,
      imageId: id,
      statements: receipts.map(({ imageId, journal }) => ({ imageId, journal })),
      seal: await packSeal(new Uint8Array(await readFile(seal))),
    });
    const modules = receipts.map(({ journal }) => decodeJournal(journal).wasm);
    const own = { ...policy, aggregators: [aggregator], maxCycles: undefined, maxPrice: undefined };
    const { statements } = await verifyAggregateOf(modules, receipt, own);
    const { executedCycles, shards, recursionSteps, reusedSteps, elapsedMs, proverMs, peakBytes } = done;
    return {
      receipt,
      statements,
      executedCycles,
      shards,
      recursionSteps,
      reusedSteps,
      elapsedMs,
      proverMs,
      peakBytes,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What an aggregate is worth says whoever verifies it: here a receipt must only be one. */
async function openPolicy(): Promise<Policy> {
  return makePolicy({ sources: [...IMAGE_SOURCES], allowRejected: true });
}

/**
 * Whether so many receipts can be folded.
 *
 * @throws ProverError `aggregate/empty`, `aggregate/too-many`
 */
export function checkCount(count: number): void {
  if (count === 0) throw new ProverError('aggregate/empty', 'there is no receipt to aggregate');
  if (count > MAX_AGGREGATED) {
    throw new ProverError(
      'aggregate/too-many',
      `an aggregate may have ${MAX_AGGREGATED} receipts, and these are ${count}`,
      { hint: 'Make several aggregates.' },
    );
  }
}

/**
 * Whether files can be folded: stark receipts, at least one and at most 1,000, each of another statement, all verified.
 *
 * @throws ProverError `aggregate/*`
 */
export async function checkReceipts(files: readonly ReceiptFile[], policy: Policy): Promise<Receipt[]> {
  checkCount(files.length);
  const names = new Map<string, string>();
  const receipts: Receipt[] = [];
  for (const { name, bytes } of files) {
    const receipt = await decoded(name, bytes);
    const statement = `${toHex(receipt.imageId)} ${toHex(sha256(receipt.journal))}`;
    const other = names.get(statement);
    if (other !== undefined) {
      throw new ProverError('aggregate/twice', `${name} has the same statement as ${other}`, {
        hint: 'Leave one of them out.',
      });
    }
    names.set(statement, name);
    receipts.push(receipt);
  }
  for (const [i, { name, bytes }] of files.entries()) {
    const { journal } = receipts[i] as Receipt;
    await naming(name, async () => verifyReceiptOf(decodeJournal(journal).wasm, bytes, policy));
  }
  return receipts;
}

/** Says of which receipt the verifier speaks. */
async function naming<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof VerifierError)) throw cause;
    throw new ProverError(
      'aggregate/receipt',
      `${name} does not hold (${cause.code}): ${cause.shortMessage}`,
      {
        hint: cause.hint,
        cause,
      },
    );
  }
}

async function decoded(name: string, bytes: Uint8Array): Promise<Receipt> {
  if (isAggregate(bytes)) {
    throw new ProverError('aggregate/nested', `${name} is an aggregate itself`, {
      hint: 'Fold the single receipts together: their seals are needed, which an aggregate no longer has.',
    });
  }
  const receipt = await naming(name, async () => decodeReceipt(bytes));
  if (receipt.sealKind === 'stark') return receipt;
  throw new ProverError('aggregate/seal-kind', `${name} has a seal of kind ${receipt.sealKind}`, {
    hint: 'Only the stark seal can be proved over again: ask for the receipt with that one.',
  });
}
