/** Tables of a simulation: the same for a terminal and for a page. */
import type { Simulation } from '../simulate.js';
import { summarize } from './summary.js';

/** A table of texts. */
export interface Table {
  title: string;
  header: string[];
  rows: string[][];
  /** Columns of words, which are set to the left. */
  words: readonly number[];
}

/** Scenarios and modes, a line each. */
export function summaryTable({ results }: Simulation): Table {
  return {
    title: 'Scenarios',
    words: [0, 1, 8],
    header: [
      'scenario',
      'judged by',
      'accepted / refused / expired',
      'worst split',
      'slowest, blocks',
      'sessions',
      'no-shows',
      'under revoked',
      'platform hurt most',
      'validators, CPU s',
      'price',
    ],
    rows: summarize(results).map((one) => [
      one.scenario,
      one.mode,
      `${one.accepted} / ${one.rejected} / ${one.expired}`,
      percent(one.worstSplit),
      count(one.slowestBlocks),
      count(one.mostSessions),
      count(one.mostNoShows),
      count(one.underRevoked),
      one.worstHurt,
      number(one.validatorSeconds),
      one.price.toFixed(2),
    ]),
  };
}

/** One table for each scenario. */
export function caseTables({ results, settings }: Simulation): Table[] {
  return settings.scenarios.map((scenario) => ({
    title: `Cases: ${scenario}`,
    words: [0, 1, 3],
    header: [
      'case',
      'judged by',
      'bytes',
      'decision',
      'blocks',
      'sessions',
      'for / against / silent',
      'split',
      'no-shows',
      'CPU s',
      'proof s',
      'proofs',
    ],
    rows: results
      .filter((result) => result.scenario === scenario)
      .map((one) => [
        one.case,
        one.mode,
        count(one.bytes),
        one.decision,
        count(one.blocks),
        count(one.sessions),
        `${one.for} / ${one.against} / ${one.silent}`,
        percent(one.split),
        count(one.noShows),
        number(one.validatorSeconds),
        number(one.proofSeconds),
        one.proofPrice.toFixed(2),
      ]),
  }));
}

/** The ways side by side, one table for each contract. */
export function alternativesTables({ alternatives }: Simulation): Table[] {
  return alternatives.map(({ contract, bytes, rows }) => ({
    title: `Ways side by side: ${contract}, ${count(bytes)} bytes`,
    words: [0, 5, 6, 7, 8],
    header: [
      'way',
      'latency, s',
      'validators, CPU s',
      'price, once',
      'running time',
      'who pays',
      'trust',
      'what remains',
      'figures',
    ],
    rows: rows.map((row) => [
      row.name,
      number(row.latencySeconds),
      number(row.validatorSeconds),
      row.price < 0.01 ? row.price.toPrecision(2) : row.price.toFixed(2),
      `× ${row.runFactor.toFixed(2)}`,
      row.whoPays,
      row.trust,
      row.remains,
      row.basis,
    ]),
  }));
}

/** A table for a terminal. */
export function plainTable({ title, header, rows, words }: Table): string {
  const widths = header.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (words.includes(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return `${title}\n\n${[header, ...rows].map(line).join('\n')}\n`;
}

function percent(share: number): string {
  return share === 0 ? '0' : `${(share * 100).toFixed(1)} %`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function number(value: number): string {
  return value === 0 || value >= 100 ? count(value) : value.toPrecision(3);
}
