import { visible } from '../visible.js';

/**
 * Rows as lines with aligned columns, two spaces in front of each; cells are made harmless for a terminal.
 *
 * @param rows cells of each row; a shorter row leaves its last columns empty
 */
export function textTable(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map(visible));
  const widths = shown.reduce<number[]>((known, row) => {
    row.forEach((cell, i) => {
      known[i] = Math.max(known[i] ?? 0, cell.length);
    });
    return known;
  }, []);
  return shown
    .map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}
