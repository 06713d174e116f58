/** A report as one HTML file without scripts. */
import { visible } from '@zkcwasm/verifier/internal';
import { type Chart, charts } from './charts.js';
import type { Comparison } from './compare.js';
import type { Findings } from './findings.js';
import type { Report } from './report.js';
import {
  changeTables,
  errorTable,
  labelOf,
  moduleTable,
  outlierTable,
  summaryTable,
  type Table,
  verdictTables,
} from './tables.js';

/** Rows of a table that a page has; the others are in the JSON. */
const MOST_ROWS = 500;

const STYLE = `
:root{color-scheme:light}body{font:16px/1.5 system-ui,sans-serif;color:#222;max-width:80em;margin:0 auto;padding:1em}
h1{font-size:1.6em}h2{font-size:1.2em;margin-top:2em}.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.85em}
td,th{padding:.25em .7em;text-align:right;border-bottom:1px solid #ddd;white-space:nowrap}th{border-bottom:2px solid #999}
td.w,th.w{text-align:left}figure{margin:1.5em 0;overflow-x:auto}figure figure{margin:0}figcaption{font-weight:600}
figcaption span{display:block;font-weight:400;color:#555}svg{max-width:100%;height:auto}svg[aria-label]{min-width:560px}
details{margin:1em 0}summary{cursor:pointer;font-weight:600}`;

/** @param baselines report that each comparison took its old figures from, where that is not this one */
export function page(findings: Findings, baselines: ReadonlyMap<Comparison, Report>): string {
  const { report, uncompared } = findings;
  const { contracts, images, imports, maxCycles } = report;
  const names = contracts.reduce((sum, one) => sum + one.names.length, 0);
  const alone = uncompared.map((image) => labelOf(image)).join(', ');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Dry run of a corpus</title><style>${STYLE}</style></head><body><main>
<h1>Dry run of a corpus</h1>
<p>${names} files, ${contracts.length} modules, ${images.length} images; at most ${digits(maxCycles)} cycles; imports allowed by
the list with SHA-256 ${escapeHtml(imports)}. Figures are exact, but for seconds.</p>
${alone === '' ? '' : `<p>Compared with none, since none is of the same target and profile: ${escapeHtml(alone)}.</p>`}
${[summaryTable(findings), ...changeTables(findings), ...verdictTables(findings)].map(section).join('\n')}
${charts({ ...findings, baselines })
  .map(figure)
  .join('\n')}
${[...outlierTable(findings), ...errorTable(findings)].map(section).join('\n')}
${images.map((image) => folded(moduleTable(report, image))).join('\n')}
</main></body></html>
`;
}

function section(table: Table): string {
  return `<h2>${escapeHtml(table.title)}</h2>${htmlTable(table)}`;
}

function folded(table: Table): string {
  return `<details><summary>${escapeHtml(table.title)}</summary>${htmlTable(table)}</details>`;
}

function figure({ title, text, svg }: Chart): string {
  return `<figure><figcaption>${escapeHtml(title)}<span>${escapeHtml(text)}</span></figcaption>${svg}</figure>`;
}

function htmlTable({ header, rows, words }: Table): string {
  const row = (cells: readonly string[], tag: 'td' | 'th') =>
    `<tr>${cells.map((cell, i) => `<${tag}${words.includes(i) ? ' class="w"' : ''}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  const body = rows.slice(0, MOST_ROWS).map((cells) => row(cells, 'td'));
  const more = rows.length > MOST_ROWS ? `<p>${rows.length - MOST_ROWS} more are in the JSON.</p>` : '';
  return `<div class="scroll"><table><thead>${row(header, 'th')}</thead><tbody>${body.join('\n')}</tbody></table></div>${more}`;
}

function digits(text: string): string {
  return Number(text).toLocaleString('en');
}

/** Text for a page: no markup, and nothing that cannot be seen. */
export function escapeHtml(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
