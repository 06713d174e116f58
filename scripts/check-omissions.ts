/**
 * Checks that reference images are built of upstream's crates as published, less what is left out of them: every hunk of
 * every patch is an omission, every patched crate has its patch, and cargo is told to replace no other.
 *
 *     npx tsx scripts/check-omissions.ts
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { faultsOf } from './omissions/checkOmissions.js';
import { replacedCrates } from './omissions/replacedCrates.js';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const OMISSIONS = 'guest/omissions';

const problems: string[] = [];
const patches = readdirSync(at(OMISSIONS)).filter((file) => /\.(patch|diff)$/.test(file));
let hunks = 0;
for (const name of patches) {
  const text = readFileSync(at(`${OMISSIONS}/${name}`), 'utf8');
  hunks += text.split('\n').filter((line) => line.startsWith('@@')).length;
  for (const { file, line, text: found, why } of faultsOf(name, text)) {
    problems.push(`${OMISSIONS}/${name}:${line}: ${file}: ${why}: ${found}`);
  }
}
const patched = patches
  .filter((name) => name.endsWith('.patch'))
  .map((name) => name.slice(0, -'.patch'.length));
const replaced = replacedCrates(readFileSync(at('guest/Cargo.toml'), 'utf8'));
for (const [crate, from] of Object.entries(replaced)) {
  if (from !== `patched/${crate}`) problems.push(`guest/Cargo.toml: ${crate} comes from ${from}`);
  if (!patched.includes(crate)) problems.push(`guest/Cargo.toml: ${crate} is replaced, and has no omissions`);
}
for (const crate of patched) {
  if (!(crate in replaced)) problems.push(`${OMISSIONS}/${crate}.patch: nothing is built with it`);
}
for (const problem of problems) console.error(problem);
console.log(`${patches.length} patches, ${hunks} hunks, ${problems.length} of them no omissions`);
process.exitCode = problems.length === 0 && hunks > 0 ? 0 : 1;
