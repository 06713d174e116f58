/** The tables of docs/benchmarks/dry-run.md, from a report of `zkcwasm corpus`. */
import { numberOf } from '../prover/src/corpus/report/figures.js';
import type { Report, ReportImage, ReportResult } from '../prover/src/corpus/report/report.js';
import { median } from '../prover/src/corpus/report/statistics.js';
import { rowsOf, summarize } from '../prover/src/corpus/report/summary.js';
import { imageLabel, markdownTable } from './table.js';

/** The tables by heading. */
export function dryRunTables(report: Report): Record<string, string> {
  return { 'By image': imagesTable(report), 'By contract': contractsTable(report) };
}

function imagesTable(report: Report): string {
  const header = [
    'image',
    'compiled',
    'refused',
    'cycles a byte, median',
    'dry run, median s',
    'Mcycles a second, median',
  ];
  const rows = summarize(report).map(({ image, compiled, refused, cyclesPerByte, medianSeconds }) => {
    const speeds = rowsOf(report, image).flatMap(({ result }) => {
      const cycles = numberOf(result, 'cycles');
      return cycles === undefined || result.elapsedMs === 0 ? [] : [cycles / result.elapsedMs / 1000];
    });
    return [
      imageLabel(image.name),
      `${compiled}`,
      `${refused}`,
      count(cyclesPerByte ?? 0),
      (medianSeconds ?? 0).toFixed(1),
      (median(speeds) ?? 0).toFixed(0),
    ];
  });
  return markdownTable(header, rows, 1);
}

function contractsTable(report: Report): string {
  const header = [
    'contract',
    'bytes',
    ...report.images.map(({ name }) => `${imageLabel(name)}, Mcycles`),
    'heap, MB',
    's in all',
  ];
  const rows = report.contracts.map(({ names, wasmBytes, results }) => {
    const all = report.images.map((image) => results[image.imageId]);
    const heap = all.reduce((most, result) => Math.max(most, figureOf(result, 'peakHeapBytes')), 0);
    const seconds = all.reduce((sum, result) => sum + (result?.elapsedMs ?? 0), 0) / 1000;
    return [
      `\`${names[0]}\``,
      count(wasmBytes),
      ...report.images.map((image) => cell(image, results)),
      (heap / 1e6).toFixed(1),
      seconds.toFixed(0),
    ];
  });
  return markdownTable(header, rows, 1);
}

function cell({ imageId }: ReportImage, results: Record<string, ReportResult>): string {
  const result = results[imageId];
  if (result === undefined) return '';
  if (result.outcome !== 'compiled') return result.reason ?? result.outcome;
  return (figureOf(result, 'cycles') / 1e6).toFixed(1);
}

function figureOf(result: ReportResult | undefined, figure: 'cycles' | 'peakHeapBytes'): number {
  return result === undefined ? 0 : (numberOf(result, figure) ?? 0);
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
