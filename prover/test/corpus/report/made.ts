/** Reports for tests. */
import type { Report, ReportImage, ReportResult } from '../../../src/corpus/report/report.js';

export const image = (name: string, changes: Partial<ReportImage> = {}): ReportImage => ({
  imageId: Buffer.from(name.padEnd(32, '.')).toString('hex').slice(0, 64),
  name,
  compiler: 'wasmtime 48.0.8',
  target: 'x86_64-unknown-linux-gnu',
  profileName: 'fast-exec',
  ...changes,
});

export const compiled = (figures: Partial<ReportResult> = {}): ReportResult => ({
  outcome: 'compiled',
  artifactDigest: 'ab'.repeat(32),
  cycles: '1000000',
  instructions: '900000',
  peakHeapBytes: '5000',
  artifactBytes: '3000',
  codeBytes: '2000',
  largestFrameBytes: '64',
  deepestStackBytes: '128',
  elapsedMs: 5,
  ...figures,
});

export const refused = (reason: string): ReportResult => ({
  outcome: 'refused',
  reason,
  cycles: '7',
  elapsedMs: 1,
});

/** A report with modules of 10,000 bytes, by name; each has a result for each image, in their order. */
export function report(
  images: ReportImage[],
  modules: Record<string, (ReportResult | undefined)[]>,
  changes: Partial<Report> = {},
): Report {
  return {
    version: 1,
    images,
    limits: { functions: '10000' },
    imports: '00'.repeat(32),
    maxCycles: '20000000000',
    contracts: Object.entries(modules).map(([name, results], i) => ({
      wasmDigest: i.toString(16).padStart(64, '0'),
      wasmBytes: 10_000,
      names: [name],
      results: Object.fromEntries(
        results.flatMap((result, k) =>
          result === undefined ? [] : [[images[k]?.imageId ?? '', result] as const],
        ),
      ),
    })),
    errors: [],
    ...changes,
  };
}
