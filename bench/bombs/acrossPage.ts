import { BOMBS } from '../../testkit/bombs/index.js';
import { type AcrossReport, acrossState, acrossTable, farApartTable } from './across.js';

/** The page whose tables, the last thing under their headings, and their state are those of a report. */
export function withAcrossTables(page: string, report: AcrossReport): string {
  const tables: Record<string, string> = {
    'Far apart': farApartTable(report),
    'All bombs': `${acrossState(report, BOMBS.length)}\n\n${acrossTable(report)}`,
  };
  const sections = page.split(/^(?=## )/m).map((section) => {
    const lines = section.trimEnd().split('\n');
    const table = tables[(lines[0] ?? '').slice('## '.length)];
    if (table === undefined) return lines.join('\n');
    const prose = lines.filter((line) => !/^(\||\d+ bombs are in the table)/.test(line)).join('\n');
    return `${prose.trimEnd()}\n\n${table}`;
  });
  return `${sections.join('\n\n')}\n`;
}
