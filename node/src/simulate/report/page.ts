/** A simulation as one HTML file without scripts. */
import type { Simulation } from '../simulate.js';
import { type Chart, charts } from './charts.js';
import { alternativesTables, caseTables, summaryTable, type Table } from './tables.js';

const STYLE = `
:root{color-scheme:light}body{font:16px/1.5 system-ui,sans-serif;color:#222;max-width:76em;margin:0 auto;padding:1em}
h1{font-size:1.6em}h2{margin-top:2em}.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.85em}
td,th{padding:.25em .7em;text-align:right;border-bottom:1px solid #ddd;vertical-align:top}th{border-bottom:2px solid #999}
td.w,th.w{text-align:left}tbody tr:hover{background:#f4f7fb}figure{margin:1.5em 0;overflow-x:auto}
figcaption{font-weight:600}figcaption span{display:block;font-weight:400;color:#555}svg{max-width:100%;height:auto}
code{background:#f2f2f2;padding:.1em .3em;border-radius:3px}details{margin:1em 0}summary{cursor:pointer;font-weight:600}
figure figure{margin:0}svg[aria-label]{min-width:560px}td{white-space:nowrap}td.w{white-space:normal;min-width:7em}dt{font-weight:600}dd{margin:0 0 .5em 1em}`;

/** The page, whole. */
export function page(simulation: Simulation): string {
  const { settings, sources, alternatives } = simulation;
  const all = charts(simulation);
  const list = (entries: [string, unknown][]) =>
    `<dl>${entries.map(([key, value]) => `<dt>${escapeHtml(key)}</dt><dd>${escapeHtml(String(value))}</dd>`).join('')}</dl>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Pre-checking, simulated</title><style>${STYLE}</style></head><body><main>
<h1>Pre-checking, simulated</h1>
<p>${settings.validators.toLocaleString('en')} validators, seed ${settings.seed}: the same settings give the same page. A split means
that validators judge the same code differently; a no-show is a validator that cannot use what the chain has accepted.</p>
${htmlTable(summaryTable(simulation))}
${all.map(figure).join('\n')}
${alternativesTables(simulation).map(htmlTable).join('\n')}
<p>With ${settings.watchers} who watch, each there and honest with probability ${settings.watcherReliability}, a wrong claim goes
unchallenged with probability ${alternatives[0]?.missedFault ?? 1}.</p>
<h2>Cases</h2>
${caseTables(simulation)
  .map(
    (table) =>
      `<details><summary>${escapeHtml(table.title)}</summary>${htmlTable({ ...table, title: '' })}</details>`,
  )
  .join('\n')}
<h2>Settings</h2>${list(Object.entries(settings))}
<h2>Where the figures are from</h2>${list(Object.entries(sources))}
</main></body></html>
`;
}

function figure({ title, text, svg }: Chart): string {
  return `<figure><figcaption>${escapeHtml(title)}<span>${escapeHtml(text)}</span></figcaption>${svg}</figure>`;
}

function htmlTable({ title, header, rows, words }: Table): string {
  const row = (cells: readonly string[], tag: 'td' | 'th') =>
    `<tr>${cells.map((cell, i) => `<${tag}${words.includes(i) ? ' class="w"' : ''}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  const heading = title === '' ? '' : `<h2>${escapeHtml(title)}</h2>`;
  return `${heading}<div class="scroll"><table><thead>${row(header, 'th')}</thead><tbody>${rows.map((cells) => row(cells, 'td')).join('\n')}</tbody></table></div>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
