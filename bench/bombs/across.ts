/** Bombs on every target: what each image takes for the same module, beside the image for x86-64. */
import { imageLabel, markdownTable, short } from '../table.js';

/** What one image made of a module. */
export interface Outcome {
  /** `compiled`, a reason of refusal with the limit, `cycles` where it was stopped, or `failed`. */
  outcome: string;
  /** Cycles until its end, or until it was stopped. */
  cycles: number;
  /** Most heap live at once, bytes; 0 where it was stopped. */
  heap: number;
}

/** A bomb of one size. */
export interface Sized {
  n: number;
  bytes: number;
  /** By name of the image. */
  images: Record<string, Outcome>;
}

/** A bomb at the largest size that was looked at, and at half of it. */
export interface Across {
  name: string;
  source: string;
  /** Sizes were looked at up to so many cycles of the first image. */
  mostCycles: number;
  /** What refuses a larger module, or `cycles` where none larger was looked at. */
  boundary: string;
  whole: Sized;
  half?: Sized;
}

/** What was measured, and how. */
export interface AcrossReport {
  /** Image IDs by name; the first is the one that the others are compared with. */
  images: Record<string, string>;
  seed: number;
  /** What a function that adds two numbers takes, by name of the image. An artifact for Arm has 130 kB of padding, which is hashed. */
  start: Record<string, Outcome>;
  bombs: Across[];
  /** Names of bombs that get through at no size. */
  none: string[];
}

/** An image is said to be hit far harder than another from here on. */
export const FAR = 2;

/** Cycles beyond those of a small function; undefined where the image did not come to an end with this one. */
function beyondStart(found: Outcome | undefined, image: string, { start }: AcrossReport): number | undefined {
  return found?.outcome === 'compiled' ? found.cycles - (start[image]?.cycles ?? 0) : undefined;
}

/**
 * How many times the first image's cycles another takes, both beyond those of a small function; undefined where either did not
 * come to an end.
 */
export function ratio({ images }: Sized, report: AcrossReport, other: string): number | undefined {
  const [first = ''] = Object.keys(report.images);
  const [base, found] = [first, other].map((name) => beyondStart(images[name], name, report));
  return base === undefined || found === undefined ? undefined : found / base;
}

/** Whether an image takes at least so many times what another takes, or something else comes of the module. */
export function isApart({ whole, half }: Across, report: AcrossReport, times: number): boolean {
  return [whole, half].some((sized) => {
    if (sized === undefined) return false;
    const outcomes = new Set(Object.values(sized.images).map(({ outcome }) => outcome));
    const ratios = Object.keys(report.images).flatMap((name) => ratio(sized, report, name) ?? []);
    return outcomes.size > 1 || Math.max(...ratios) >= times * Math.min(...ratios);
  });
}

/** The tables of docs/benchmarks/bomb-targets.md, by heading; `all` is how many bombs there are. */
export function acrossTables(report: AcrossReport, all: number): Record<string, string> {
  return {
    'How far it has come': stateTable(report, all),
    'Far apart': farApartTable(report),
    'All bombs': acrossTable(report),
  };
}

function stateTable({ bombs, none }: AcrossReport, all: number): string {
  const counts = [bombs.length, none.length, all - bombs.length - none.length];
  return markdownTable(
    ['bombs in the tables', 'that get through at no size', 'still to be run'],
    [counts.map(String)],
    0,
  );
}

/** The table of all bombs. */
function acrossTable(report: AcrossReport): string {
  const [first = '', ...others] = Object.keys(report.images);
  const header = [
    'bomb',
    'n',
    'bytes',
    'larger ones',
    `${imageLabel(first)}, cycles`,
    ...others.map(imageLabel),
  ];
  const rows = report.bombs.map((bomb) => [
    `\`${bomb.name}\``,
    `${bomb.whole.n}`,
    bomb.whole.bytes.toLocaleString('en'),
    bomb.boundary === 'cycles' ? 'not run' : bomb.boundary,
    short(bomb.whole.images[first]?.cycles ?? 0),
    ...others.map((other) => cell(bomb.whole, report, other)),
  ]);
  return markdownTable(header, rows, 1);
}

/** The names and figures of the bombs that one architecture suffers far more from than another. */
function farApartTable(report: AcrossReport): string {
  const [, ...others] = Object.keys(report.images);
  const header = ['bomb', 'source', ...others.map(imageLabel)];
  const rows = report.bombs
    .filter((bomb) => isApart(bomb, report, FAR))
    .map((bomb) => [
      `\`${bomb.name}\``,
      bomb.source,
      ...others.map((other) => {
        const half = bomb.half === undefined ? undefined : ratio(bomb.half, report, other);
        const whole = cell(bomb.whole, report, other);
        return half === undefined ? whole : `${half.toFixed(2)} → ${whole}`;
      }),
    ]);
  return markdownTable(header, rows, 2);
}

function cell(whole: Sized, report: AcrossReport, other: string): string {
  const times = ratio(whole, report, other);
  if (times !== undefined) return times.toFixed(2);
  const found = whole.images[other];
  const [first = ''] = Object.keys(report.images);
  const base = whole.images[first]?.cycles ?? 0;
  if (found?.outcome !== 'cycles') return found?.outcome ?? '';
  return `> ${(found.cycles / base).toFixed(0)}`;
}
