/**
 * Writes what was measured into docs/benchmarks/stateless-figures.md, where each table stands under its heading, and draws the plots:
 *
 *     npx tsx bench/stateless/write.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { bytesPlot, type Figures, tables, verifyPlot } from './tables.js';

const root = new URL('../../', import.meta.url);
const figures = JSON.parse(readFileSync(new URL('docs/benchmarks/stateless.json', root), 'utf8')) as Figures;
const page = new URL('docs/benchmarks/stateless-figures.md', root);
let text = readFileSync(page, 'utf8');
for (const [heading, table] of Object.entries(tables(figures))) {
  const pattern = new RegExp(`(## ${heading}\\n(?:(?!\\n## )[\\s\\S])*?)(?:\\|[^\\n]*\\n)+`);
  if (!pattern.test(text))
    throw new Error(`docs/benchmarks/stateless-figures.md has no table under ${heading}`);
  text = text.replace(pattern, (_, before: string) => `${before}${table}\n`);
}
writeFileSync(page, text);
writeFileSync(new URL('docs/benchmarks/stateless-bytes.svg', root), bytesPlot(figures));
writeFileSync(new URL('docs/benchmarks/stateless-verify.svg', root), verifyPlot(figures));
