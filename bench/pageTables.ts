/** A page, some of whose sections end in tables that a program writes: prose above them stays, and tables are made anew. */
export function withTables(page: string, tables: Readonly<Record<string, string>>): string {
  const sections = page.split(/^(?=#{2,3} )/m).map((section) => {
    const lines = section.trimEnd().split('\n');
    const table = tables[(lines[0] ?? '').replace(/^#+ /, '')];
    if (table === undefined) return lines.join('\n');
    const prose = lines.filter((line) => !line.startsWith('|')).join('\n');
    return `${prose.trimEnd()}\n\n${table}`;
  });
  return `${sections.join('\n\n')}\n`;
}
