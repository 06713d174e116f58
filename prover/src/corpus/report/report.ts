/** A run of a corpus as one value: JSON as it is, and what tables and plots are made of. */
import { type Image, toHex, ZkcwasmError } from '@zkcwasm/verifier';
import { limitsJson } from '../../limits.js';
import type { Conditions } from '../asked.js';
import type { Contract } from '../identify.js';
import type { Result } from '../result.js';
import type { Outcome } from '../runCorpus.js';
import type { Unreadable } from '../source.js';
import type { Figures } from './figures.js';

/** Format of reports. */
export const REPORT_VERSION = 1;

/** An image as a report has it. */
export interface ReportImage {
  imageId: string;
  name: string;
  /** Name and exact version. */
  compiler: string;
  target: string;
  profileName: string;
}

/** What an image made of a module. Numbers are digits, since they can be above 2^53. */
export interface ReportResult extends Figures {
  /** `stopped`: it needed more cycles than were allowed, and said nothing. */
  outcome: 'compiled' | 'refused' | 'stopped';
  /** Why it was refused, with the limit where it was one. */
  reason?: string | undefined;
  artifactDigest?: string | undefined;
  /** Wall time of the dry run on the machine that made it, ms. */
  elapsedMs: number;
}

/** A module with what all images made of it. */
export interface ReportContract {
  wasmDigest: string;
  wasmBytes: number;
  names: readonly string[];
  /** By image ID; an image that failed is left out. */
  results: Record<string, ReportResult>;
}

/** Something that went wrong without saying anything about the module. */
export interface ReportError {
  name: string;
  /** Left out where no image was reached. */
  imageId?: string | undefined;
  error: { code: string; message: string };
}

/** One run of a corpus. */
export interface Report {
  version: typeof REPORT_VERSION;
  images: ReportImage[];
  limits: Record<string, string>;
  /** SHA-256 of the canonical list of allowed imports. */
  imports: string;
  maxCycles: string;
  contracts: ReportContract[];
  /** What could not be read, or not be run. */
  errors: ReportError[];
}

/** Puts a report together. */
export function makeReport(
  images: readonly Image[],
  conditions: Conditions,
  contracts: readonly Contract[],
  outcomes: readonly Outcome[],
  unreadable: readonly Unreadable[],
): Report {
  const byDigest = new Map(contracts.map(({ wasmDigest }) => [wasmDigest, {} as ReportContract['results']]));
  const errors: ReportError[] = unreadable.map(({ name, error }) => ({ name, error: errorOf(error) }));
  for (const { contract, image, result } of outcomes) {
    if (result instanceof ZkcwasmError) {
      errors.push({ name: contract.names[0], imageId: image.imageId, error: errorOf(result) });
      continue;
    }
    const results = byDigest.get(contract.wasmDigest);
    if (results !== undefined) results[image.imageId] = resultOf(result);
  }
  return {
    version: REPORT_VERSION,
    images: images.map(reportImage),
    limits: limitsJson(conditions.limits),
    imports: toHex(conditions.imports.digest),
    maxCycles: `${conditions.maxCycles}`,
    contracts: contracts.map(({ wasmDigest, wasmBytes, names }) => ({
      wasmDigest,
      wasmBytes,
      names: [...names],
      results: byDigest.get(wasmDigest) ?? {},
    })),
    errors,
  };
}

function reportImage({ imageId, name, compiler, target, profileName }: Image): ReportImage {
  return { imageId, name, compiler: `${compiler.name} ${compiler.version}`, target, profileName };
}

function errorOf({ code, shortMessage }: ZkcwasmError): ReportError['error'] {
  return { code, message: shortMessage };
}

function resultOf(result: Result): ReportResult {
  const elapsedMs = Math.round(result.elapsedMs);
  if (result.kind === 'stopped') return { outcome: 'stopped', reason: 'more cycles than allowed', elapsedMs };
  const { journal, cycles } = result;
  const { outcome, metering } = journal;
  const digits = (value: bigint | undefined) => (value === undefined ? undefined : `${value}`);
  const figures: Figures = {
    cycles: `${cycles}`,
    instructions: digits(metering.instructions),
    peakHeapBytes: digits(metering.peakHeapBytes),
    codeBytes: digits(metering.codeBytes),
    largestFrameBytes: digits(metering.largestFrameBytes),
    deepestStackBytes: digits(metering.deepestStackBytes),
  };
  if (outcome.kind === 'compiled') {
    const { digest, length } = outcome.artifact;
    return {
      outcome: 'compiled',
      artifactDigest: toHex(digest),
      ...figures,
      artifactBytes: `${length}`,
      elapsedMs,
    };
  }
  const reason = outcome.limit === undefined ? outcome.reason : `${outcome.reason}: ${outcome.limit}`;
  return { outcome: 'refused', reason, ...figures, elapsedMs };
}
