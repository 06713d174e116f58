/** What a report says beyond its rows: comparisons, and modules that are unlike the rest. */
import { ProverError } from '../../errors/base.js';
import { type Comparison, compare, pairsOf } from './compare.js';
import { type FigureName, numberOf } from './figures.js';
import type { Report, ReportImage } from './report.js';
import { outliers } from './statistics.js';
import { type ImageSummary, rowsOf, summarize } from './summary.js';

/** A module that takes far more, or far less, for each of its bytes than the others. */
export interface Outlier {
  name: string;
  imageId: string;
  figure: FigureName;
  perByte: number;
}

/** A report with what follows from it. */
export interface Findings {
  report: Report;
  summary: ImageSummary[];
  comparisons: Comparison[];
  /** Images that have none of their target and profile to be compared with. */
  uncompared: ReportImage[];
  outliers: Outlier[];
  /** Growth that is no regression, %. */
  threshold: number;
}

/** Below this size a module's cost is that of the image's start. */
const FEWEST_BYTES = 4096;

/**
 * @param options.against IDs of images of the report that the others are compared with
 * @param options.baseline an earlier report to compare with
 * @throws ProverError `corpus/baseline` where it was made under other limits or imports, or where nothing of it can be
 *   compared
 */
export function findingsOf(
  report: Report,
  {
    against = [],
    baseline,
    threshold,
  }: { against?: readonly string[]; baseline?: Report | undefined; threshold: number },
): Findings {
  if (baseline !== undefined) checkConditions(report, baseline);
  const isOld = ({ imageId }: ReportImage) => against.includes(imageId);
  const fresh = report.images.filter((image) => !isOld(image));
  const within = pairsOf(fresh, report.images.filter(isOld)).map((pair) =>
    compare(report, report, pair, threshold),
  );
  const withEarlier =
    baseline === undefined
      ? []
      : pairsOf(fresh, baseline.images).map((pair) => compare(baseline, report, pair, threshold));
  const comparisons = [...within, ...withEarlier];
  const wanted = against.length > 0 || baseline !== undefined;
  if (wanted && comparisons.length === 0) {
    throw new ProverError(
      'corpus/baseline',
      'no image has another one of its target and profile to be compared with',
      {
        hint: 'Name one old image alone with --against, and all others are compared with it.',
      },
    );
  }
  const compared = new Set(comparisons.map(({ image }) => image.imageId));
  return {
    report,
    summary: summarize(report),
    comparisons,
    uncompared: wanted ? fresh.filter(({ imageId }) => !compared.has(imageId)) : [],
    outliers: report.images.flatMap((image) =>
      (['cycles', 'peakHeapBytes', 'artifactBytes'] as const).flatMap((figure) =>
        unlike(report, image, figure),
      ),
    ),
    threshold,
  };
}

function unlike(report: Report, image: ReportImage, figure: FigureName): Outlier[] {
  const rows = rowsOf(report, image).flatMap(({ contract, result }) => {
    const value = numberOf(result, figure);
    if (result.outcome !== 'compiled' || value === undefined || contract.wasmBytes < FEWEST_BYTES) return [];
    return [{ name: contract.names[0] ?? contract.wasmDigest, perByte: value / contract.wasmBytes }];
  });
  return outliers(rows, ({ perByte }) => perByte).map(({ item }) => ({
    ...item,
    imageId: image.imageId,
    figure,
  }));
}

/** Where limits differ, so do refusals, and nobody could tell why. */
function checkConditions(report: Report, baseline: Report): void {
  const names = new Set([...Object.keys(report.limits), ...Object.keys(baseline.limits)]);
  const other = [...names].filter((name) => report.limits[name] !== baseline.limits[name]);
  if (report.imports !== baseline.imports) other.push('imports');
  if (other.length === 0) return;
  throw new ProverError('corpus/baseline', `the earlier report was made under others: ${other.join(', ')}`, {
    hint: 'Give the same limits and imports, or run the old image as well and name it with --against.',
  });
}
