import { type AcrossReport, acrossTable, farApartTable } from './across.js';

/** The page whose tables, the last thing under their headings, are those of a report. */
export function withAcrossTables(page: string, report: AcrossReport): string {
  const tables: Record<string, string> = {
    'Far apart': farApartTable(report),
    'All bombs': acrossTable(report),
  };
  const sections = page.split(/^(?=## )/m).map((section) => {
    const lines = section.trimEnd().split('\n');
    const table = tables[(lines[0] ?? '').slice('## '.length)];
    if (table === undefined) return lines.join('\n');
    const prose = lines.filter((line) => !line.startsWith('|')).join('\n');
    return `${prose.trimEnd()}\n\n${table}`;
  });
  return `${sections.join('\n\n')}\n`;
}
