import { defaultProfile, profileNames } from '@zkcwasm/prover';
import { markdownTable } from '../table.js';
import { charts } from './charts.js';
import type { Report } from './report.js';

/** The report as one HTML file without scripts. */
export function page(report: Report): string {
  const { date, machine, versions } = report;
  const figures = charts(report).map(
    ({ title, svg }) => `<figure><figcaption>${escapeHtml(title)}</figcaption>${svg}</figure>`,
  );
  const tables = Object.entries(tablesOf(report)).map(
    ([title, table]) => `<h2>${escapeHtml(title)}</h2>\n${htmlTable(table)}`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>zkcwasm bench ${date}</title>
<style>body{font:15px/1.4 sans-serif;max-width:70em;margin:2em auto;padding:0 1em}table{border-collapse:collapse}
td,th{padding:.2em .7em;text-align:right;border-bottom:1px solid #ddd}td:first-child,th:first-child{text-align:left}
figure{display:inline-block;margin:1em 0}figcaption{font-weight:bold}</style></head><body>
<h1>zkcwasm bench</h1>
<p>${date}, ${escapeHtml(machine.cpu)}, ${machine.cores} cores, ${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB;
${escapeHtml(
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', '),
)}</p>
${tables.join('\n')}
${figures.join('\n')}
</body></html>
`;
}

/** The report's tables in markdown. */
export function markdown(report: Report): string {
  return Object.entries(tablesOf(report))
    .map(([title, { header, rows }]) => `## ${title}\n\n${markdownTable(header, rows, 1)}\n`)
    .join('\n');
}

interface Table {
  header: string[];
  rows: string[][];
}

function tablesOf({
  modules,
  kernels,
  verify,
  breakEvenBytes,
  proofs,
  prices,
}: Report): Record<string, Table> {
  return {
    'Contracts: native compilers and the zkVM, by artifact profile': {
      header: [
        'module',
        'bytes',
        ...profileNames().map((profile) => `${profile} ms`),
        ...profileNames().map((profile) => `${profile} cycles`),
        'cycles/byte',
        'heap kB',
        'dry run ms',
      ],
      rows: modules.map(({ name, bytes, native, cycles, peakHeapBytes, executeMs }) => [
        name,
        count(bytes),
        ...profileNames().map((profile) => ms(native[profile]?.compileMs)),
        ...profileNames().map((profile) =>
          cycles[profile] === undefined ? '' : count(Number(cycles[profile])),
        ),
        count(Number(cycles[defaultProfile()]) / bytes),
        count(Number(peakHeapBytes) / 1000),
        ms(executeMs),
      ]),
    },
    'Code of each profile: a run (64 KiB hashed)': {
      header: [
        'module',
        ...profileNames().map((profile) => `${profile} ms`),
        ...profileNames().map((profile) => `${profile} artifact, kB`),
      ],
      rows: kernels.map(({ name, native }) => [
        name,
        ...profileNames().map((profile) => ms(native[profile]?.runMs)),
        ...profileNames().map((profile) => ms((native[profile]?.artifactBytes ?? 0) / 1000)),
      ]),
    },
    Verifying: {
      header: ['', ''],
      rows: [
        ['a stark receipt, first in the process', `${ms(verify.firstMs)} ms`],
        ['warm', `${ms(verify.warmMs)} ms`],
        [`${verify.threads} threads`, `${verify.receiptsPerSecond.toFixed(1)} receipts/s`],
        [
          'no slower than compiling with Cranelift from',
          breakEvenBytes === undefined ? 'never' : `${count(breakEvenBytes)} bytes`,
        ],
      ],
    },
    'The inequality: slow_comp + fast_exec + verify ≤ fast_comp + slow_exec': {
      header: [
        'module',
        'slow_comp ms',
        'fast_comp ms',
        're-hydrate ms',
        'fast_exec ms',
        'slow_exec ms',
        'verify ms',
        'bounds proved: holds from run',
        'artifact proved: from run',
      ],
      rows: kernels.map(({ name, terms: t, runsToBreakEven: n }) => [
        name,
        ms(t.slowComp),
        ms(t.fastComp),
        ms(t.rehydrate),
        ms(t.fastExec),
        ms(t.slowExec),
        ms(t.verify),
        n.boundsProved === undefined ? 'never' : count(Math.ceil(n.boundsProved)),
        n.artifactProved === undefined ? 'never' : count(Math.ceil(n.artifactProved)),
      ]),
    },
    'Proofs made here': {
      header: ['receipt', 'cycles', 'shards', 'seconds', 'GiB'],
      rows: Object.entries(proofs).map(([name, p]) => [
        name,
        count(Number(p.cycles)),
        `${p.shards}`,
        `${p.seconds}`,
        `${p.peakGiB}`,
      ]),
    },
    [`Costs, estimated at stated prices: CPU ${prices.cpuHour} an hour; GPU ${prices.gpuHour} an hour, ${prices.gpuMegacyclesPerSecond} million cycles/s; network ${prices.networkGigacycle} for 10^9 cycles`]:
      {
        header: ['module', 'CPU s', 'CPU', 'GPU s', 'GPU', 'network'],
        rows: modules.map(({ name, costs: c }) => [
          name,
          count(c.cpuSeconds),
          c.cpu.toFixed(3),
          count(c.gpuSeconds),
          c.gpu.toFixed(3),
          c.network.toFixed(3),
        ]),
      },
  };
}

function htmlTable({ header, rows }: Table): string {
  const row = (cells: string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${row(header, 'th')}${rows.map((cells) => row(cells, 'td')).join('\n')}</table>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function ms(value: number | undefined): string {
  if (value === undefined) return '';
  return value >= 100 ? count(value) : value.toPrecision(3);
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
