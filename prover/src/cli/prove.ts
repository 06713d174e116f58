/** The commands that prove. */
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MAX_RECEIPT_BYTES, statementJson, VerifierError, ZkcwasmError } from '@zkcwasm/verifier';
import { EXIT_REFUSED } from '@zkcwasm/verifier/internal';
import { checkOutput, readInput, writeWhole } from '@zkcwasm/verifier/node';
import { compile } from '../compile.js';
import { deniedImport } from '../deniedImport.js';
import { type Engine, withEngine } from '../engine/engine.js';
import type { OnEvent } from '../engine/event.js';
import { ProverError } from '../errors/base.js';
import { isReceiptOf, type ProverKind, prove, type SealKind } from '../prove.js';
import type { Job } from '../runImage.js';
import { type ImageOptions, makeJob } from './jobOptions.js';
import { proofProgress } from './progress.js';
import type { AttemptTold, ProofTold } from './words/proveInWords.js';

/** Options of both commands. */
export interface ProveOptions extends ImageOptions {
  /** A file; a folder where several modules are proved. */
  output: string;
  prover: ProverKind;
  seal: SealKind;
  fresh?: boolean;
}

/** Proves one module; nothing is written unless all is well. */
export async function proveCommand(
  file: string,
  options: ProveOptions & { artifact?: string },
): Promise<ProofTold> {
  await checkOutput(options.output);
  if (options.artifact !== undefined) await checkOutput(options.artifact);
  const job = await makeJob(file, options);
  const progress = proofProgress(options.json === true);
  try {
    return await withEngine((engine) => proveOne(engine, job, options, progress.onEvent));
  } finally {
    progress.stop();
  }
}

/**
 * Proves several modules with one engine, whose start is paid for once. What fails does not stop the others; a receipt of
 * the same statement that is there already is left alone, so that the command can be given again after an interruption.
 */
export async function proveAllCommand(
  files: string[],
  options: ProveOptions,
): Promise<{ proved: number; failed: number; proofs: AttemptTold[] }> {
  const jobs = new Map<string, Job>();
  for (const file of files) {
    const output = join(options.output, `${basename(file).replace(/\.wa(sm|t)$/, '')}.receipt`);
    if (jobs.has(output)) throw new ProverError('usage/invalid', `two modules have the receipt ${output}`);
    jobs.set(output, await makeJob(file, options));
  }
  await mkdir(options.output, { recursive: true }).catch((cause: Error) => {
    throw new ProverError('output/unwritable', `cannot make ${options.output}: ${cause.message}`, { cause });
  });
  const progress = proofProgress(options.json === true);
  const proofs: AttemptTold[] = [];
  try {
    await withEngine(async (engine) => {
      for (const [output, job] of jobs) {
        proofs.push(await attempt(engine, job, { ...options, output }, progress.onEvent));
      }
    });
  } finally {
    progress.stop();
  }
  const failed = proofs.filter((proof) => 'error' in proof).length;
  if (failed > 0) process.exitCode = EXIT_REFUSED;
  return { proved: proofs.length - failed, failed, proofs };
}

async function attempt(
  engine: Engine,
  job: Job,
  options: ProveOptions,
  onEvent: OnEvent,
): Promise<AttemptTold> {
  const { output } = options;
  try {
    if (await isProved(job, output)) return { path: output, already: true };
    await checkOutput(output);
    return await proveOne(engine, job, options, onEvent);
  } catch (error) {
    if (!(error instanceof ZkcwasmError) || error.code === 'cancelled') throw error;
    return { path: output, error: error.toJSON() };
  }
}

/** Whether a file is there, and a receipt of the job's statement. */
async function isProved(job: Job, path: string): Promise<boolean> {
  try {
    return await isReceiptOf(await readInput(path, 'receipt', MAX_RECEIPT_BYTES), job);
  } catch (error) {
    if (error instanceof VerifierError) return false;
    throw error;
  }
}

async function proveOne(
  engine: Engine,
  job: Job,
  options: ProveOptions & { artifact?: string },
  onEvent: OnEvent,
): Promise<ProofTold> {
  const { prover, seal, fresh } = options;
  // What has no runner is known before hours of proving.
  if (options.artifact !== undefined) await engine.runner(job.image.compiler.version);
  const proved = await prove(engine, job, { prover, seal, resume: fresh !== true, onEvent });
  const statement = statementJson(proved.verified.journal);
  if (options.artifact !== undefined && statement.outcome === 'compiled') {
    const compiled = await compile(engine, job);
    if (compiled.digest !== statement.artifactDigest) {
      throw new ProverError('artifact/mismatch', 'the native artifact is not the one that was proved');
    }
    await writeWhole(options.artifact, compiled.artifact);
  }
  await writeWhole(options.output, proved.receipt);
  const denied = deniedImport(proved.verified.journal, job.wasm);
  return {
    proved: true,
    imageId: job.image.imageId,
    profileName: job.image.profileName,
    ...(proved.verified.sealKind === 'stark' ? { cycles: `${proved.verified.cycles}` } : {}),
    ...(statement.instructions === undefined ? {} : { instructions: statement.instructions }),
    sealKind: proved.verified.sealKind,
    ...statement,
    ...(denied === undefined ? {} : { deniedImport: denied }),
    shards: proved.shards,
    recursionSteps: proved.recursionSteps,
    reusedSteps: proved.reusedSteps,
    elapsedMs: proved.elapsedMs,
    proverMs: proved.proverMs,
    peakBytes: proved.peakBytes,
    receiptBytes: proved.receipt.length,
    path: options.output,
  };
}
