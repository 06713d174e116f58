/** What is measured of a compilation, and how it is called. */

/** Figures of one compilation, as digits; what is not known is left out. */
export interface Figures {
  cycles?: string | undefined;
  instructions?: string | undefined;
  peakHeapBytes?: string | undefined;
  artifactBytes?: string | undefined;
  codeBytes?: string | undefined;
  largestFrameBytes?: string | undefined;
  /** Left out by the image where recursion or indirect calls leave the stack without a bound. */
  deepestStackBytes?: string | undefined;
}

export type FigureName = keyof Figures;

/** Those that an image is held to when it takes another's place, each with its name for people. */
export const COMPARED = {
  cycles: 'cycles',
  instructions: 'instructions',
  peakHeapBytes: 'heap, bytes',
  artifactBytes: 'artifact, bytes',
  largestFrameBytes: 'largest frame, bytes',
  deepestStackBytes: 'deepest stack, bytes',
} as const satisfies Partial<Record<FigureName, string>>;

export type Compared = keyof typeof COMPARED;
export const COMPARED_NAMES = Object.keys(COMPARED) as readonly Compared[];

/** A figure as a number, for plots and quotients: exact below 2^53. */
export function numberOf(figures: Figures, name: FigureName): number | undefined {
  const digits = figures[name];
  return digits === undefined ? undefined : Number(digits);
}
