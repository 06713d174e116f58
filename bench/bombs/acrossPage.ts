import { type AcrossReport, acrossTable, farApartTable } from './across.js';

/** The page whose tables, the last thing under their headings, are those of a report. */
export function withAcrossTables(page: string, report: AcrossReport): string {
  const tables: Record<string, string> = {
    'Far apart': farApartTable(report),
    'All bombs': acrossTable(report),
  };
  return page.replace(
    /(## (Far apart|All bombs)\n(?:(?!\n## |\n\|)[\s\S])*)(?:\n\|.*)*/g,
    (_, text: string, heading: string) => `${text.trimEnd()}\n\n${tables[heading]}`,
  );
}
