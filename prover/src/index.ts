/**
 * `@zkcwasm/prover`: meters, proves, compiles and runs modules through the native engine.
 *
 * @packageDocumentation
 */
export {
  type Aggregated,
  type AggregateOptions,
  aggregate,
  type ReceiptFile,
} from './aggregate.js';
export { type Compiled, compile } from './compile.js';
export type { Conditions } from './corpus/asked.js';
export type { Contract } from './corpus/identify.js';
export { type Corpus, readCorpus } from './corpus/readCorpus.js';
export { ResultStore } from './corpus/resultStore.js';
export { type CorpusOptions, type Outcome, runCorpus } from './corpus/runCorpus.js';
export { CyclesExceeded, type ExceededReport } from './cyclesExceeded.js';
export { type DeniedImport, deniedImport } from './deniedImport.js';
export { diagnose } from './doctor/diagnose.js';
export {
  type Diagnosis,
  type Finding,
  PURPOSES,
  type Purpose,
} from './doctor/finding.js';
export { type Surroundings, surroundingsHere } from './doctor/surroundings.js';
export { Engine, withEngine } from './engine/engine.js';
export type { EngineEvent, OnEvent } from './engine/event.js';
export { ERROR_CODES, type ErrorCode, ProverError } from './errors/base.js';
export { estimateProvingSeconds } from './estimate.js';
export {
  defaultCompilerVersion,
  defaultProfile,
  defaultTarget,
  imageManifest,
  isChosen,
  profileNames,
} from './images/imageManifest.js';
export { type ImageManifest, type ListedImage, parseManifest } from './images/manifest.js';
export { AGGREGATOR_NAME, type OpenAggregator, openAggregator } from './images/openAggregator.js';
export { type ImageChoice, type OpenImage, openImage, type ProfileName } from './images/openImage.js';
export { loadModule } from './input/loadModule.js';
export { readImportList } from './input/readImportList.js';
export { DEFAULT_LIMITS, DEFAULT_MAX_CYCLES, instructionsWithin, type Limits, NO_CONTEXT } from './limits.js';
export { type MatrixInput, planMatrix, type Wanted } from './matrix/plan.js';
export { type MatrixEntry, type MatrixOptions, proveMatrix } from './matrix/proveMatrix.js';
export { type MeterReport, meter } from './meter.js';
export {
  PROVERS,
  type Proved,
  type ProveOptions,
  type ProverKind,
  prove,
  SEALS,
  type SealKind,
} from './prove.js';
export type { Difference } from './rehearse/differences.js';
export { type RecordOptions, record } from './rehearse/record.js';
export { decodeRecording, encodeRecording, type Recording } from './rehearse/recording.js';
export { type Replayed, replay } from './rehearse/replay.js';
export { type RunReport, run } from './run.js';
export type { Job } from './runImage.js';
export { type BuiltWith, Runner } from './runner/runner.js';
export { findRunner, type ListedRunner, listRunners, parseRunnerList } from './runner/runnerList.js';
