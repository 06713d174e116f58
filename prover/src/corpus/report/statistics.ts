/** Figures about figures. */

/** The middle value, of an even number the mean of the two; undefined of none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const [below, above] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return below === undefined || above === undefined ? undefined : (below + above) / 2;
}

/** Fewest values among which one can be called an outlier. */
const FEWEST = 8;
/** Of the modified z-score of Iglewicz and Hoaglin: above it a value is an outlier. */
const MOST_SCORE = 3.5;
/** What makes the median deviation of a normal distribution its standard deviation. */
const NORMAL = 0.6745;

/**
 * Values that lie far off the others, by the median and the median deviation of their logarithms, which outliers themselves do
 * not move. None where half of the values are alike.
 *
 * @param values positive
 * @returns each value's score where it is an outlier: above 0 for large ones, below for small ones
 */
export function outliers<T>(items: readonly T[], sizeOf: (item: T) => number): { item: T; score: number }[] {
  if (items.length < FEWEST) return [];
  const logs = items.map((item) => Math.log(sizeOf(item)));
  const middle = median(logs) ?? 0;
  const deviation = median(logs.map((log) => Math.abs(log - middle))) ?? 0;
  if (!(deviation > 0)) return [];
  return items.flatMap((item, i) => {
    const score = (NORMAL * ((logs[i] ?? middle) - middle)) / deviation;
    return Math.abs(score) > MOST_SCORE ? [{ item, score }] : [];
  });
}
