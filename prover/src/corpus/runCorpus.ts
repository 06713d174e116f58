/** Every module of a corpus under every image, by dry run. */
import { toHex, ZkcwasmError } from '@zkcwasm/verifier';
import { sha256 } from '@zkcwasm/verifier/node';
import { type Engine, withEngine } from '../engine/engine.js';
import { type ErrorCode, ProverError } from '../errors/base.js';
import type { OpenImage } from '../images/openImage.js';
import { loadModule } from '../input/loadModule.js';
import type { Conditions } from './asked.js';
import { Eta } from './eta.js';
import { Gate } from './gate.js';
import type { Contract } from './identify.js';
import { availableBytes, bytesOfRun, jobsWithin } from './memory.js';
import { type Result, runOne } from './result.js';
import type { ResultStore } from './resultStore.js';

/** One module under one image. */
interface Task {
  contract: Contract;
  image: OpenImage;
}

/** A result, or why there is none. */
export interface Outcome extends Task {
  result: Result | ZkcwasmError;
  /** Found in the results that are kept. */
  kept: boolean;
}

/** How far a corpus is. */
export interface CorpusProgress {
  done: number;
  all: number;
  /** What ended last. */
  last: Outcome;
  /** Estimated; undefined while nothing was run. */
  secondsLeft: number | undefined;
}

/** How a corpus is run. */
export interface CorpusOptions {
  /** Most runs at a time; left out: as many as there are cores and memory for. */
  jobs?: number | undefined;
  onProgress?: (progress: CorpusProgress) => void;
}

/** Errors that the next module would meet as well. */
const FATAL: readonly ErrorCode[] = ['cancelled', 'engine/missing', 'output/unwritable', 'usage/invalid'];

/**
 * Dry-runs the modules image by image, those of small size first. A result is kept as soon as it is there, so a run that is killed loses what was
 * under way and nothing else. What cannot be read or run is among the outcomes, and the rest goes on.
 *
 * @returns outcomes in the order of the contracts, and of the images within each
 * @throws ProverError `cancelled`, `engine/missing`, `output/unwritable`
 */
export async function runCorpus(
  contracts: readonly Contract[],
  images: readonly OpenImage[],
  conditions: Conditions,
  store: ResultStore,
  { jobs, onProgress }: CorpusOptions = {},
): Promise<Outcome[]> {
  const tasks = contracts.flatMap((contract) => images.map((image): Task => ({ contract, image })));
  const outcomes = new Map<Task, Outcome>();
  const eta = new Eta();
  for (const { contract, image } of tasks) eta.add(image.imageId, contract.wasmBytes);
  const bytes = bytesOfRun(conditions.limits);
  const workers = Math.min(jobs ?? jobsWithin(bytes), tasks.length);
  const gate = new Gate(() => availableBytes() >= bytes);
  // Image by image: an engine keeps the program that it executed last.
  const place = (image: OpenImage) => images.indexOf(image);
  const queue = [...tasks]
    .sort((a, b) => place(a.image) - place(b.image) || a.contract.wasmBytes - b.contract.wasmBytes)
    .values();
  let isStopped = false;

  const end = (task: Task, result: Outcome['result'], kept: boolean): void => {
    const last = { ...task, result, kept };
    outcomes.set(task, last);
    const ran = kept || result instanceof ZkcwasmError ? undefined : result.elapsedMs;
    eta.ended(task.image.imageId, task.contract.wasmBytes, ran);
    onProgress?.({ done: outcomes.size, all: tasks.length, last, secondsLeft: eta.seconds(workers) });
  };

  /** Takes modules until none is left or the engine has died; says which. */
  const work = async (engine: Engine): Promise<'done' | 'died'> => {
    for (const task of queue) {
      if (isStopped) return 'done';
      const { image, contract } = task;
      const asked = { image, wasmDigest: contract.wasmDigest, conditions };
      const before = await store.find(asked);
      if (before !== undefined) {
        end(task, before, true);
        continue;
      }
      try {
        const wasm = await readAgain(contract);
        const result = await gate.through(() => runOne(engine, image, wasm, asked));
        await store.keep(asked, result);
        end(task, result, false);
      } catch (error) {
        if (!(error instanceof ZkcwasmError) || FATAL.some((code) => code === error.code)) throw error;
        end(task, error, false);
        if (error.code === 'engine/failed' || error.code === 'engine/answer') return 'died';
      }
    }
    return 'done';
  };

  const worker = async (): Promise<void> => {
    try {
      // What died is replaced: another module need not kill it.
      while ((await withEngine(work)) === 'died');
    } catch (error) {
      isStopped = true;
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: workers }, worker));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return tasks.flatMap((task) => outcomes.get(task) ?? []);
}

/**
 * The module as it was when it was identified.
 *
 * @throws ProverError, InputError `input/*`; ProverError `corpus/changed`
 */
async function readAgain({ path, wasmDigest }: Contract): Promise<Uint8Array> {
  const wasm = await loadModule(path);
  if (toHex(sha256(wasm)) === wasmDigest) return wasm;
  throw new ProverError('corpus/changed', `${path} was changed while the corpus was run`, {
    hint: 'Run the corpus again: what was run is kept.',
  });
}
