/**
 * Writes `verifier/src/journal/ids.ts` from the definition in Rust, `guest/journal/src/{entries,reason}.rs`: the numbers,
 * names and meanings of limits, metrics and reasons stand there alone.
 *
 *     npx tsx scripts/generate-ids.ts [--check]      --check: fails where the file is not what would be written
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generateIds } from './ids/generateIds.js';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const OUT = 'verifier/src/journal/ids.ts';

const wanted = generateIds(
  ['entries', 'reason'].map((name) => readFileSync(at(`guest/journal/src/${name}.rs`), 'utf8')).join('\n'),
);
if (process.argv[2] === '--check') {
  const same = readFileSync(at(OUT), 'utf8') === wanted;
  console.log(
    same ? `${OUT} is as the Rust definition has it` : `${OUT} is not as the Rust definition has it`,
  );
  if (!same) console.error('Write it with `npm run generate:ids`.');
  process.exitCode = same ? 0 : 1;
} else {
  writeFileSync(at(OUT), wanted);
  console.log(`wrote ${OUT}`);
}
