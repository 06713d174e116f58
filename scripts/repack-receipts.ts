/**
 * Writes the committed receipts again in the envelope of today, with the same proofs: `npx tsx scripts/repack-receipts.ts`. Needed
 * when that envelope changes. `fixtures.json` has their sizes.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { repack } from '../verifier/src/internal.js';

const folder = new URL('../artifacts/receipts/', import.meta.url);
const fixturesFile = new URL('fixtures.json', folder);
const fixtures = JSON.parse(readFileSync(fixturesFile, 'utf8')) as Record<string, { receiptBytes: number }>;
for (const file of readdirSync(folder).filter((name) => name.endsWith('.receipt'))) {
  const before = new Uint8Array(readFileSync(new URL(file, folder)));
  const receipt = await repack(before);
  writeFileSync(new URL(file, folder), receipt);
  const fixture = fixtures[file.slice(0, -'.receipt'.length)];
  if (fixture !== undefined) fixture.receiptBytes = receipt.length;
  console.log(`${file}: ${before.length} -> ${receipt.length} bytes`);
}
writeFileSync(fixturesFile, `${JSON.stringify(fixtures, undefined, 2)}\n`);
