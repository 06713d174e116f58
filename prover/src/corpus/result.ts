import { isDeepStrictEqual } from 'node:util';
import { type Image, type Journal, toHex } from '@zkcwasm/verifier';
import { CyclesExceeded } from '../cyclesExceeded.js';
import { type DryRun, dryRun } from '../dryRun.js';
import type { Engine } from '../engine/engine.js';
import { ProverError } from '../errors/base.js';
import type { OpenImage } from '../images/openImage.js';
import { limitsJson, NO_CONTEXT } from '../limits.js';
import type { Conditions } from './asked.js';

/** What an image made of a module: a statement, or none within the cycles allowed. */
export type Result = { elapsedMs: number } & (({ kind: 'stated' } & DryRun) | { kind: 'stopped' });

/** What a result is to be about. */
export interface Asked {
  image: Image;
  /** 64 hex digits. */
  wasmDigest: string;
  conditions: Conditions;
}

/**
 * Dry-runs one module under one image.
 *
 * @throws ProverError as the engine answers, `corpus/unlike`; JournalError
 */
export async function runOne(
  engine: Engine,
  image: OpenImage,
  wasm: Uint8Array,
  asked: Asked,
): Promise<Result> {
  const start = performance.now();
  try {
    const done = await dryRun(engine, { image, wasm, context: NO_CONTEXT, ...asked.conditions });
    if (!isAbout(done.journal, asked)) {
      throw new ProverError(
        'corpus/unlike',
        `image ${image.name} answered about something else than was asked`,
      );
    }
    return { kind: 'stated', ...done };
  } catch (error) {
    if (!(error instanceof CyclesExceeded)) throw error;
    return { kind: 'stopped', elapsedMs: performance.now() - start };
  }
}

/** Whether a journal is of this image, module and conditions. */
export function isAbout(journal: Journal, { image, wasmDigest, conditions }: Asked): boolean {
  const { compiler, target, profile, wasm, limits, imports, context } = journal;
  return (
    compiler.name === image.compiler.name &&
    compiler.version === image.compiler.version &&
    target === image.target &&
    toHex(profile) === image.profile &&
    toHex(wasm.digest) === wasmDigest &&
    isDeepStrictEqual(limitsJson(limits), limitsJson(conditions.limits)) &&
    toHex(imports) === toHex(conditions.imports.digest) &&
    toHex(context) === NO_CONTEXT
  );
}
