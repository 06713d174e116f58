/** Rows of text as a markdown table; all but the first `left` columns are aligned to the right. */
export function markdownTable(header: string[], rows: string[][], left: number): string {
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const pad = (text: string, column: number) =>
    column < left ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  const line = (cells: string[]) => `| ${cells.map(pad).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column < left ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(header), line(rule), ...rows.map(line)].join('\n');
}

/** 1234567 → `1.23 M`. */
export function short(value: number): string {
  for (const [unit, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    if (value >= size) return `${(value / size).toPrecision(3)} ${unit}`;
  }
  return `${Math.round(value)}`;
}

/** `wasmtime-48-s390x-linux-fast-exec` → `s390x`; other profiles and the older compiler are named. */
export function imageLabel(name: string): string {
  const [, version, target = name, profile] = /^wasmtime-(\d+)-([^-]+)-(?:linux-)?(.+)$/.exec(name) ?? [];
  const of = profile === 'fast-exec' ? '' : ` ${profile}`;
  const by = version === '48' ? '' : `, Wasmtime ${version}`;
  return `${target.replace('x86_64', 'x86-64')}${of}${by}`;
}
