import type { Journal } from './journal/journal.js';
import { toHex } from './util/hex.js';

/** A statement as JSON: digests in hex, numbers above 2^53 as strings of digits. */
export interface StatementJson {
  /** `compiled` or `rejected`. */
  outcome: 'compiled' | 'rejected';
  compiler: string;
  target: string;
  profile: string;
  wasmDigest: string;
  wasmBytes: string;
  /** Where compiled. */
  artifactDigest?: string;
  artifactBytes?: string;
  /** Where rejected. */
  rejection?: {
    reason: string;
    limit?: string;
    functionIndex?: number;
    offset?: string;
    value: string;
    bound: string;
  };
  context: string;
  /** Instructions until the outcome was stated, where the image counts them. */
  instructions?: string;
  /** Most bytes of heap live at once. */
  peakHeapBytes: string;
  limits: Record<string, string>;
  /** SHA-256 of the canonical list of imports that were allowed. */
  imports: string;
  metering: Record<string, string>;
}

/** Journal → JSON. */
export function statementJson(journal: Journal): StatementJson {
  const { outcome } = journal;
  const { instructions } = journal.metering;
  return {
    outcome: outcome.kind,
    compiler: `${journal.compiler.name} ${journal.compiler.version}`,
    target: journal.target,
    profile: toHex(journal.profile),
    wasmDigest: toHex(journal.wasm.digest),
    wasmBytes: `${journal.wasm.length}`,
    ...(outcome.kind === 'compiled'
      ? { artifactDigest: toHex(outcome.artifact.digest), artifactBytes: `${outcome.artifact.length}` }
      : {
          rejection: {
            reason: outcome.reason,
            ...(outcome.limit === undefined ? {} : { limit: outcome.limit }),
            ...(outcome.functionIndex === undefined ? {} : { functionIndex: outcome.functionIndex }),
            ...(outcome.offset === undefined ? {} : { offset: `${outcome.offset}` }),
            value: `${outcome.value}`,
            bound: `${outcome.bound}`,
          },
        }),
    context: toHex(journal.context),
    ...(instructions === undefined ? {} : { instructions: `${instructions}` }),
    peakHeapBytes: `${journal.metering.peakHeapBytes ?? 0n}`,
    limits: digits(journal.limits),
    imports: toHex(journal.imports),
    metering: digits(journal.metering),
  };
}

function digits(record: Partial<Record<string, bigint>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, `${value}`]));
}
