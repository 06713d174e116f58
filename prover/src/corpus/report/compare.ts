/** New images against old ones, module by module. */
import { COMPARED_NAMES, type Compared, numberOf } from './figures.js';
import type { Report, ReportContract, ReportImage, ReportResult } from './report.js';
import { median, outliers } from './statistics.js';

/** A figure that has grown by more than is allowed; `after` is undefined where a bound was lost. */
export interface Regression {
  name: string;
  wasmDigest: string;
  figure: Compared;
  before: string;
  after: string | undefined;
  /** Growth, %. */
  percent: number | undefined;
}

/** A module that one image takes and the other does not, or refuses for another reason. */
export interface VerdictChange {
  name: string;
  wasmDigest: string;
  before: string;
  after: string;
}

/** How one figure has changed over all modules that both images compile. */
export interface FigureChange {
  figure: Compared;
  modules: number;
  /** Median, least and most of after / before. */
  median: number;
  least: number;
  most: number;
}

/** One image against another. */
export interface Comparison {
  image: ReportImage;
  against: ReportImage;
  /** Modules that both said something about. */
  modules: number;
  figures: FigureChange[];
  regressions: Regression[];
  /** Compiled before, refused or stopped now. */
  newRefusals: VerdictChange[];
  /** Refused or stopped before, compiled now. */
  newlyCompiled: VerdictChange[];
  /** Refused by both, and not for the same reason. */
  otherReasons: VerdictChange[];
  /** Modules whose cycles changed far otherwise than those of the rest, by name: after / before. */
  outliers: { name: string; ratio: number }[];
}

interface Pair {
  contract: ReportContract;
  before: ReportResult;
  after: ReportResult;
}

/**
 * Which image each is compared with: the one of the same target and profile, or the only one that there is.
 *
 * @param old those that are there already; an image is not compared with itself
 */
export function pairsOf(
  images: readonly ReportImage[],
  old: readonly ReportImage[],
): { image: ReportImage; against: ReportImage }[] {
  return images.flatMap((image) => {
    const others = old.filter(({ imageId }) => imageId !== image.imageId);
    const alike = others.filter(
      ({ target, profileName }) => target === image.target && profileName === image.profileName,
    );
    // Of several alike the last: lists of images grow at their end.
    const against = alike.at(-1) ?? (old.length === 1 ? others[0] : undefined);
    return against === undefined ? [] : [{ image, against }];
  });
}

/**
 * Compares two images.
 *
 * @param before report with the results of `against`; it may be the same as `after`
 * @param threshold growth that is no regression, %
 */
export function compare(
  before: Report,
  after: Report,
  { image, against }: { image: ReportImage; against: ReportImage },
  threshold: number,
): Comparison {
  const earlier = new Map(before.contracts.map((contract) => [contract.wasmDigest, contract]));
  const pairs = after.contracts.flatMap((contract): Pair[] => {
    const then = earlier.get(contract.wasmDigest)?.results[against.imageId];
    const now = contract.results[image.imageId];
    return then === undefined || now === undefined ? [] : [{ contract, before: then, after: now }];
  });
  const compiled = pairs.filter((pair) => isCompiled(pair.before) && isCompiled(pair.after));
  const change = ({ contract, before: then, after: now }: Pair): VerdictChange => ({
    name: contract.names[0] ?? contract.wasmDigest,
    wasmDigest: contract.wasmDigest,
    before: verdict(then),
    after: verdict(now),
  });
  return {
    image,
    against,
    modules: pairs.length,
    figures: COMPARED_NAMES.flatMap((figure) => figureChange(compiled, figure)),
    regressions: compiled.flatMap((pair) => regressions(pair, threshold)),
    newRefusals: pairs.filter((pair) => isCompiled(pair.before) && !isCompiled(pair.after)).map(change),
    newlyCompiled: pairs.filter((pair) => !isCompiled(pair.before) && isCompiled(pair.after)).map(change),
    otherReasons: pairs
      .filter((pair) => !isCompiled(pair.before) && !isCompiled(pair.after))
      .map(change)
      .filter((one) => one.before !== one.after),
    outliers: outliers(ratios(compiled, 'cycles'), ({ ratio }) => ratio).map(({ item }) => item),
  };
}

/** After / before of each module that has the figure on both sides. */
export function ratios(
  pairs: readonly { contract: ReportContract; before: ReportResult; after: ReportResult }[],
  figure: Compared,
): { name: string; ratio: number }[] {
  return pairs.flatMap(({ contract, before, after }) => {
    const [then, now] = [numberOf(before, figure), numberOf(after, figure)];
    if (then === undefined || now === undefined || then === 0 || now === 0) return [];
    return [{ name: contract.names[0] ?? contract.wasmDigest, ratio: now / then }];
  });
}

function figureChange(pairs: readonly Pair[], figure: Compared): FigureChange[] {
  const all = ratios(pairs, figure).map(({ ratio }) => ratio);
  const middle = median(all);
  if (middle === undefined) return [];
  const least = all.reduce((min, ratio) => Math.min(min, ratio), Number.POSITIVE_INFINITY);
  const most = all.reduce((max, ratio) => Math.max(max, ratio), 0);
  return [{ figure, modules: all.length, median: middle, least, most }];
}

/** Exact, in whole numbers: a threshold of 0 finds every growth. */
function regressions({ contract, before, after }: Pair, threshold: number): Regression[] {
  const allowed = BigInt(Math.round(threshold * 1000));
  return COMPARED_NAMES.flatMap((figure): Regression[] => {
    const [then, now] = [before[figure], after[figure]];
    if (then === undefined) return [];
    const one = { name: contract.names[0] ?? contract.wasmDigest, wasmDigest: contract.wasmDigest, figure };
    // The stack had a bound, and has none any more.
    if (now === undefined) return [{ ...one, before: then, after: undefined, percent: undefined }];
    if (BigInt(now) * 100_000n <= BigInt(then) * (100_000n + allowed)) return [];
    const percent = then === '0' ? undefined : (Number(now) / Number(then) - 1) * 100;
    return [{ ...one, before: then, after: now, percent }];
  });
}

function isCompiled({ outcome }: ReportResult): boolean {
  return outcome === 'compiled';
}

function verdict({ outcome, reason }: ReportResult): string {
  return reason === undefined ? outcome : `${outcome}: ${reason}`;
}
