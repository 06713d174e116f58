/** Tables of a report: the same for a terminal and for a page. */
import { visible } from '@zkcwasm/verifier/internal';
import type { Comparison, VerdictChange } from './compare.js';
import { COMPARED, type Compared, numberOf } from './figures.js';
import type { Findings } from './findings.js';
import type { Report, ReportImage } from './report.js';
import { rowsOf } from './summary.js';

export interface Table {
  title: string;
  header: string[];
  rows: string[][];
  /** Columns of words, which are set to the left. */
  words: readonly number[];
}

export function summaryTable({ summary }: Findings): Table {
  return {
    title: 'Images',
    words: [0],
    header: [
      'image',
      'compiled',
      'refused',
      'stopped',
      'failed',
      'cycles in all',
      'cycles a byte, median',
      'heap, most',
      'artifact, most',
      'frame, most',
      'dry run, s in all',
      's, median',
    ],
    rows: summary.map((one) => [
      labelOf(one.image),
      `${one.compiled}`,
      `${one.refused}`,
      `${one.stopped}`,
      `${one.failed}`,
      count(Number(one.cycles)),
      number(one.cyclesPerByte),
      count(one.peakHeapBytes),
      count(one.artifactBytes),
      count(one.largestFrameBytes),
      number(one.seconds),
      number(one.medianSeconds),
    ]),
  };
}

/** One table for each comparison, with what has changed over all modules. */
export function changeTables({ comparisons }: Findings): Table[] {
  return comparisons.map(({ image, against, figures, modules }) => ({
    title: `${labelOf(image)} against ${labelOf(against)}: ${modules} modules`,
    words: [0],
    header: ['new / old', 'modules', 'median', 'least', 'most'],
    rows: figures.map((one) => [
      COMPARED[one.figure],
      `${one.modules}`,
      one.median.toFixed(4),
      one.least.toFixed(4),
      one.most.toFixed(4),
    ]),
  }));
}

/** What has got worse, and what is judged otherwise. */
export function verdictTables({ comparisons, threshold }: Findings): Table[] {
  return comparisons.flatMap((one) => [
    ...regressionTable(one, threshold),
    ...verdictTable('New refusals', one, one.newRefusals),
    ...verdictTable('Newly compiled', one, one.newlyCompiled),
    ...verdictTable('Refused for another reason', one, one.otherReasons),
    ...ratioTable(one),
  ]);
}

function regressionTable({ image, against, regressions }: Comparison, threshold: number): Table[] {
  if (regressions.length === 0) return [];
  return [
    {
      title: `Grown by more than ${threshold} %: ${labelOf(image)} against ${labelOf(against)}`,
      words: [0, 1],
      header: ['module', 'figure', 'old', 'new', '%'],
      rows: regressions.map(({ name, figure, before, after, percent }) => [
        name,
        COMPARED[figure],
        count(Number(before)),
        after === undefined ? 'no bound' : count(Number(after)),
        percent === undefined ? '' : `+${percent.toFixed(1)}`,
      ]),
    },
  ];
}

function verdictTable(
  what: string,
  { image, against }: Comparison,
  changes: readonly VerdictChange[],
): Table[] {
  if (changes.length === 0) return [];
  const rows = changes.map(({ name, before, after }) => [name, before, after]);
  const title = `${what}: ${labelOf(image)} against ${labelOf(against)}`;
  return [{ title, words: [0, 1, 2], header: ['module', 'old', 'new'], rows }];
}

function ratioTable({ image, against, outliers }: Comparison): Table[] {
  if (outliers.length === 0) return [];
  const rows = outliers.map(({ name, ratio }) => [name, ratio.toFixed(4)]);
  const title = `Cycles changed unlike the rest: ${labelOf(image)} against ${labelOf(against)}`;
  return [{ title, words: [0], header: ['module', 'new / old'], rows }];
}

export function outlierTable({ outliers, report }: Findings): Table[] {
  if (outliers.length === 0) return [];
  const rows = outliers.map(({ name, imageId, figure, perByte }) => [
    name,
    labelById(report, imageId),
    COMPARED[figure as Compared],
    number(perByte),
  ]);
  return [
    {
      title: 'Unlike the rest, for each byte of module',
      words: [0, 1, 2],
      header: ['module', 'image', 'figure', 'a byte'],
      rows,
    },
  ];
}

export function errorTable({ report }: Findings): Table[] {
  if (report.errors.length === 0) return [];
  const rows = report.errors.map(({ name, imageId, error }) => [
    name,
    imageId === undefined ? '' : labelById(report, imageId),
    error.code,
    error.message,
  ]);
  return [
    { title: 'Not read, or not run', words: [0, 1, 2, 3], header: ['module', 'image', 'code', 'why'], rows },
  ];
}

/** Every module under an image. */
export function moduleTable(report: Report, image: ReportImage): Table {
  return {
    title: `Modules under ${labelOf(image)}`,
    words: [0, 2],
    header: [
      'module',
      'bytes',
      'outcome',
      'cycles',
      'instructions',
      'heap',
      'artifact',
      'code',
      'frame',
      'stack',
      'dry run, s',
    ],
    rows: rowsOf(report, image).map(({ contract, result }) => [
      contract.names[0] ?? contract.wasmDigest,
      count(contract.wasmBytes),
      result.reason ?? result.outcome,
      ...(
        [
          'cycles',
          'instructions',
          'peakHeapBytes',
          'artifactBytes',
          'codeBytes',
          'largestFrameBytes',
          'deepestStackBytes',
        ] as const
      ).map((figure) => {
        const value = numberOf(result, figure);
        return value === undefined ? '' : count(value);
      }),
      (result.elapsedMs / 1000).toFixed(1),
    ]),
  };
}

/** Name of an image; two of one name are told apart by their IDs. */
export function labelOf({ name, imageId }: ReportImage): string {
  return `${name} ${imageId.slice(0, 8)}`;
}

function labelById({ images }: Report, imageId: string): string {
  const image = images.find((one) => one.imageId === imageId);
  return image === undefined ? imageId : labelOf(image);
}

/** A table for a terminal: names of hostile files do nothing there. */
export function plainTable({ title, header, rows, words }: Table): string {
  const seen = rows.map((cells) => cells.map(visible));
  const widths = header.map((head, i) =>
    seen.reduce((width, cells) => Math.max(width, cells[i]?.length ?? 0), head.length),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (words.includes(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return `${title}\n\n${[header, ...seen].map(line).join('\n')}\n`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function number(value: number | undefined): string {
  if (value === undefined) return '';
  return value === 0 || value >= 100 ? count(value) : value.toPrecision(3);
}
