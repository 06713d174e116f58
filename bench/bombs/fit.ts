/** A measured pair. */
export interface Point {
  n: number;
  value: number;
}

/** e and c of the power law value = c · n^e that fits the points best (least squares of the logarithms). */
export interface PowerLaw {
  exponent: number;
  factor: number;
}

/** Fits what lies above `base`, the cost of a module with nothing in it. Needs two points. */
export function fitPowerLaw(points: Point[], base = 0): PowerLaw | undefined {
  const logs = points
    .filter(({ value }) => value > base)
    .map(({ n, value }) => [Math.log(n), Math.log(value - base)] as const);
  if (logs.length < 2) return undefined;
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / logs.length;
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / logs.length;
  const above = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const below = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const exponent = above / below;
  return { exponent, factor: Math.exp(meanY - exponent * meanX) };
}
