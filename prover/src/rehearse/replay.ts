import type { Contract } from '../corpus/identify.js';
import { ProverError } from '../errors/base.js';
import { loadModule } from '../input/loadModule.js';
import { compareModules, type Difference } from './differences.js';
import type { RecordedModule, Recording, Under } from './recording.js';
import { digestOf, Stage } from './stage.js';

/** What a replay found. */
export interface Replayed {
  recordedUnder: Under;
  replayedUnder: Under;
  modules: number;
  /** Calls that came to their end on both sides. */
  calls: number;
  /** Instances that came to no end on either side. */
  uncompared: number;
  differences: Difference[];
}

/**
 * Makes the calls of a recording again under another compiler version, target or profile, and reports every difference.
 *
 * @param contracts the modules, in any order; more than those of the recording do no harm
 * @throws ProverError `rehearse/module` where one of the recording is not among them, `runner/*`, `image/unknown`
 */
export async function replay(
  recording: Recording,
  contracts: readonly Contract[],
  {
    under,
    timeoutMs,
    onModule,
  }: {
    under: Under;
    timeoutMs: number;
    onModule?: (done: number, all: number, module: RecordedModule) => void;
  },
): Promise<Replayed> {
  const { imports, modules } = recording;
  const byDigest = new Map(contracts.map((contract) => [contract.wasmDigest, contract]));
  const missing = modules.filter(({ wasmDigest }) => !byDigest.has(wasmDigest));
  const [first] = missing;
  if (first !== undefined) {
    throw new ProverError(
      'rehearse/module',
      `${missing.length} of ${modules.length} modules of the recording are not here, as ${first.name} (SHA-256 ${first.wasmDigest})`,
      { hint: 'Give the folders, lists or files that it was recorded from.' },
    );
  }
  const found: Replayed = {
    recordedUnder: recording.under,
    replayedUnder: under,
    modules: modules.length,
    calls: 0,
    uncompared: 0,
    differences: [],
  };
  const stage = await Stage.open({ under, imports, memoryBytes: BigInt(recording.memoryBytes), timeoutMs });
  try {
    for (const [i, recorded] of modules.entries()) {
      const again = await playAgain(stage, recorded, byDigest.get(recorded.wasmDigest));
      const { differences, calls, uncompared } = compareModules(recorded, again);
      found.differences.push(...differences);
      found.calls += calls;
      found.uncompared += uncompared;
      onModule?.(i + 1, modules.length, again);
    }
  } finally {
    await stage.close();
  }
  return found;
}

/** The same calls again, on this stage. */
async function playAgain(
  stage: Stage,
  recorded: RecordedModule,
  contract: Contract | undefined,
): Promise<RecordedModule> {
  const { name, wasmDigest } = recorded;
  const wasm = await loadModule(contract?.path ?? '');
  if (digestOf(wasm) !== wasmDigest) {
    throw new ProverError('corpus/changed', `${name} was changed while the recording was replayed`);
  }
  const prepared = await stage.prepare(wasm);
  if (prepared.kind === 'refused') return { name, wasmDigest, refused: prepared.reason };
  if (prepared.kind === 'failed') return { name, wasmDigest, failed: prepared.why };
  const sequences = [];
  // Where nothing was recorded but a refusal, that it compiles is all there is to say.
  for (const { calls } of 'sequences' in recorded ? recorded.sequences : []) {
    sequences.push(await prepared.play(calls.map((call) => ({ export: call.export, args: call.args }))));
  }
  return { name, wasmDigest, sequences };
}
