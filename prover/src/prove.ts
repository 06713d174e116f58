import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Image, makePolicy, toHex, type VerifiedReceipt, verifyReceipt } from '@zkcwasm/verifier';
import { encodeReceipt, fromHex, packSeal, RECEIPT_VERSION } from '@zkcwasm/verifier/internal';
import { orExceeded } from './cyclesExceeded.js';
import type { Engine } from './engine/engine.js';
import type { OnEvent } from './engine/event.js';
import { ProverError } from './errors/base.js';
import { limitsJson } from './limits.js';
import { type Job, withJobFiles } from './runImage.js';
import { KEYS, removeOldSteps, removeSteps, stepsFolder } from './savedSteps.js';

/** Which of SP1's provers makes the proof. */
export const PROVERS = ['cpu', 'cuda', 'network'] as const;
export type ProverKind = (typeof PROVERS)[number];

/** Kinds of seal that can be made; `groth16` needs SP1's official circuit, or its prover network. */
export const SEALS = ['stark', 'groth16'] as const;
export type SealKind = (typeof SEALS)[number];

/** How a proof is made. */
export interface ProveOptions {
  prover?: ProverKind;
  /** `stark` by default: only it attests cycles. */
  seal?: SealKind;
  /**
   * Go on from the steps that an interrupted proof of the same job has left on disk, and leave some for the next; true by
   * default, and of use with the CPU prover only.
   */
  resume?: boolean;
  onEvent?: OnEvent;
}

/** A proved receipt with what it took. */
export interface Proved {
  receipt: Uint8Array;
  /** What the verifier says of it; it was checked before it is handed out. */
  verified: VerifiedReceipt;
  /** Cycles of the dry run; a stark seal attests the same number. */
  executedCycles: bigint;
  shards: number;
  recursionSteps: number;
  /** Shards and recursion steps that an earlier, interrupted proof had left. */
  reusedSteps: number;
  elapsedMs: number;
  /** Of it in SP1's own prover: its start, the program's set-up, the proof; the rest is what this driver adds. */
  proverMs: number;
  /** Peak resident memory of the engine, bytes. */
  peakBytes: number;
}

/**
 * Proves a compilation and makes a receipt, verified by `@zkcwasm/verifier` itself before it is returned.
 *
 * @throws CyclesExceeded; ProverError `limit/memory`, `prove/failed`, `prover/unavailable`, `prover/network`, `cancelled`
 */
export async function prove(engine: Engine, job: Job, options: ProveOptions = {}): Promise<Proved> {
  const { prover = 'cpu', seal = 'stark', resume = true, onEvent } = options;
  await removeOldSteps();
  if (!resume) await removeSteps(job);
  return withJobFiles(job, async (body, folder) => {
    const sealPath = join(folder, 'seal');
    const request = { ...body, seal: sealPath, sealKind: seal, prover, steps: stepsFolder(job), keys: KEYS };
    const done = await orExceeded(job, () => engine.request('prove', request, onEvent));
    const { imageId } = done;
    if (imageId !== job.image.imageId) {
      throw new ProverError(
        'image/corrupt',
        `the program's image ID is ${imageId}, and the list names ${job.image.imageId}`,
      );
    }
    const id = fromHex(imageId, 32);
    if (id === undefined)
      throw new ProverError('image/corrupt', 'the image ID in the list is not 32 bytes of hex');
    const made = new Uint8Array(await readFile(sealPath));
    const receipt = encodeReceipt({
      version: RECEIPT_VERSION,
      proofSystem: 'sp1',
      circuit: done.circuit,
      imageId: id,
      journal: done.journal,
      sealKind: seal,
      seal: seal === 'stark' ? await packSeal(made) : made,
    });
    const verified = await verifyJob(receipt, job);
    const otherCycles = verified.sealKind === 'stark' && verified.cycles !== done.executedCycles;
    if (!isAbout(verified.journal, job) || otherCycles) {
      throw new ProverError('prove/failed', 'the proof does not say what the dry run said');
    }
    return {
      receipt,
      verified,
      executedCycles: done.executedCycles,
      shards: done.shards,
      recursionSteps: done.recursionSteps,
      reusedSteps: done.reusedSteps,
      elapsedMs: done.elapsedMs,
      proverMs: done.proverMs,
      peakBytes: done.peakBytes,
    };
  });
}

/** What a statement is about: a job without what it takes to run it. */
export type StatementOf = Omit<Job, 'image' | 'maxCycles'> & { image: Image };

/**
 * Whether a receipt is of this job's statement: module, image, context, limits and imports.
 *
 * @throws VerifierError, where it is no receipt of the module and image at all
 */
export async function isReceiptOf(receipt: Uint8Array, job: StatementOf): Promise<boolean> {
  return isAbout((await verifyJob(receipt, job)).journal, job);
}

async function verifyJob(receipt: Uint8Array, { image, wasm }: StatementOf): Promise<VerifiedReceipt> {
  const { elf: _, ...listed } = { elf: '', ...image };
  return verifyReceipt(receipt, {
    policy: await makePolicy({ images: [listed], sources: [listed.source], allowRejected: true }),
    wasm,
  });
}

function isAbout({ context, imports, limits }: VerifiedReceipt['journal'], job: StatementOf): boolean {
  return (
    isDeepStrictEqual(limitsJson(limits), limitsJson(job.limits)) &&
    toHex(context) === job.context &&
    toHex(imports) === toHex(job.imports.digest)
  );
}
