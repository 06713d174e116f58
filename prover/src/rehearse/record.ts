import type { Contract } from '../corpus/identify.js';
import { loadModule } from '../input/loadModule.js';
import { type Call, planCalls } from './planCalls.js';
import { RECORDING_VERSION, type RecordedModule, type Recording, type Sequence } from './recording.js';
import { digestOf, Stage, type StageOptions } from './stage.js';

/** What is called in modules, by digest, where it is not planned by itself. */
export type GivenCalls = ReadonlyMap<string, readonly (readonly Call[])[]>;

/** How a recording is made. */
export interface RecordOptions extends StageOptions {
  /** Instances of each module, each with calls of its own. */
  rounds: number;
  calls?: GivenCalls;
  /** Called after each module. */
  onModule?: (done: number, all: number, module: RecordedModule) => void;
}

/**
 * Compiles each module, makes calls, and records what came of them.
 *
 * @throws ProverError `runner/*`, `image/unknown`, `input/*`; InputError
 */
export async function record(contracts: readonly Contract[], options: RecordOptions): Promise<Recording> {
  const { under, imports, memoryBytes, onModule } = options;
  const stage = await Stage.open(options);
  try {
    const modules: RecordedModule[] = [];
    for (const contract of contracts) {
      const module = await recordOne(stage, contract, options);
      modules.push(module);
      onModule?.(modules.length, contracts.length, module);
    }
    return { version: RECORDING_VERSION, under, imports, memoryBytes: `${memoryBytes}`, modules };
  } finally {
    await stage.close();
  }
}

async function recordOne(
  stage: Stage,
  { path, names }: Contract,
  { rounds, calls }: RecordOptions,
): Promise<RecordedModule> {
  const wasm = await loadModule(path);
  const named = { name: names[0], wasmDigest: digestOf(wasm) };
  const prepared = await stage.prepare(wasm);
  if (prepared.kind === 'refused') return { ...named, refused: prepared.reason };
  if (prepared.kind === 'failed') return { ...named, failed: prepared.why };
  const given = calls?.get(named.wasmDigest);
  const sequences: Sequence[] = [];
  if (given !== undefined) {
    for (const one of given) sequences.push(await prepared.play(one));
    return { ...named, sequences };
  }
  const endless = new Set<string>();
  for (const round of planCalls(named.wasmDigest, prepared.functions, rounds)) {
    const ending = round.filter((call) => !endless.has(call.export));
    sequences.push(...(await playApart(prepared.play, ending, endless)));
  }
  return { ...named, sequences };
}

/**
 * Plays planned calls; where they come to no end, halves them until it is known which call does not, and plays the others in
 * instances without it.
 *
 * @param endless exports whose call did not end are added: they are left out of later rounds
 */
async function playApart(
  play: (calls: readonly Call[]) => Promise<Sequence>,
  calls: readonly Call[],
  endless: Set<string>,
): Promise<Sequence[]> {
  if (calls.length === 0) return [];
  const played = await play(calls);
  if (!('unfinished' in played)) return [played];
  const [first] = calls;
  if (first !== undefined && calls.length === 1) {
    endless.add(first.export);
    return [played];
  }
  const half = calls.length >> 1;
  const before = await playApart(play, calls.slice(0, half), endless);
  return [...before, ...(await playApart(play, calls.slice(half), endless))];
}
