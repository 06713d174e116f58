/**
 * Draws docs/data-flow.svg from docs/data-flow.dot, with Graphviz as WebAssembly: `npm run draw`. The same source gives the same
 * bytes, and a test holds the committed picture against its source.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Graphviz } from '@hpcc-js/wasm-graphviz';

const at = (file: string) => fileURLToPath(new URL(`../docs/${file}`, import.meta.url));

/** The picture as SVG. */
export async function drawDataFlow(): Promise<string> {
  const graphviz = await Graphviz.load();
  const svg = graphviz.dot(readFileSync(at('data-flow.dot'), 'utf8'));
  const title = 'From a module to a receipt, and from a receipt to accepted code';
  return svg
    .replace(/^[\s\S]*?(?=<svg)/, '')
    .replace('<svg ', `<svg role="img" aria-label="${title}" `)
    .replace(/\r\n/g, '\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(at('data-flow.svg'), await drawDataFlow());
