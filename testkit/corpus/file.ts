/** Writes one module of the corpus to a file: `npx tsx testkit/corpus/file.ts NAME OUT`, NAME as it ends. */
import { writeFileSync } from 'node:fs';
import { corpus } from './corpus.js';

const [name, out] = process.argv.slice(2);
const found = name === undefined ? undefined : (await corpus()).find((module) => module.name.endsWith(name));
if (found === undefined || out === undefined) {
  console.error('usage: file.ts NAME OUT');
  process.exit(2);
}
writeFileSync(out, found.wasm);
console.log(`${found.name}: ${found.wasm.length} bytes`);
