/** A corpus under one image, in one line. */
import { numberOf } from './figures.js';
import type { Report, ReportContract, ReportImage, ReportResult } from './report.js';
import { median } from './statistics.js';

export interface ImageSummary {
  image: ReportImage;
  compiled: number;
  refused: number;
  stopped: number;
  /** Could not be run. */
  failed: number;
  /** Of all that said something, in digits. */
  cycles: string;
  /** Median of what compiled. */
  cyclesPerByte: number | undefined;
  /** The largest of what compiled, bytes. */
  peakHeapBytes: number;
  artifactBytes: number;
  largestFrameBytes: number;
  /** Wall time of all dry runs, and the median of one, s. */
  seconds: number;
  medianSeconds: number | undefined;
}

/** A module's result under an image. */
export interface Row {
  contract: ReportContract;
  result: ReportResult;
}

/** What an image said of the modules, in their order. */
export function rowsOf({ contracts }: Report, { imageId }: ReportImage): Row[] {
  return contracts.flatMap((contract) => {
    const result = contract.results[imageId];
    return result === undefined ? [] : [{ contract, result }];
  });
}

export function summarize(report: Report): ImageSummary[] {
  return report.images.map((image) => {
    const rows = rowsOf(report, image);
    const compiled = rows.filter(({ result }) => result.outcome === 'compiled');
    const most = (name: Parameters<typeof numberOf>[1]) =>
      compiled.reduce((max, { result }) => Math.max(max, numberOf(result, name) ?? 0), 0);
    const count = (outcome: ReportResult['outcome']) =>
      rows.filter(({ result }) => result.outcome === outcome).length;
    const times = rows.map(({ result }) => result.elapsedMs / 1000);
    return {
      image,
      compiled: compiled.length,
      refused: count('refused'),
      stopped: count('stopped'),
      failed: report.errors.filter(({ imageId }) => imageId === image.imageId).length,
      cycles: `${rows.reduce((sum, { result }) => sum + BigInt(result.cycles ?? 0), 0n)}`,
      cyclesPerByte: median(
        compiled.map(({ contract, result }) => (numberOf(result, 'cycles') ?? 0) / contract.wasmBytes),
      ),
      peakHeapBytes: most('peakHeapBytes'),
      artifactBytes: most('artifactBytes'),
      largestFrameBytes: most('largestFrameBytes'),
      seconds: times.reduce((sum, time) => sum + time, 0),
      medianSeconds: median(times),
    };
  });
}
