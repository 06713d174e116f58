/**
 * Checks that reference images are built of upstream's crates as published, less what is left out of them: every hunk of
 * every patch is an omission, every patched crate has its patch, and cargo is told to replace no
 * other: for each compiler under `guest/compilers`.
 *
 *     npx tsx checks/omissions.ts
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { faultsOf } from './omissions/checkOmissions.js';
import { replacedCrates } from './omissions/replacedCrates.js';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const LIBRARY = 'guest/omissions';
const COMPILERS = 'guest/compilers';

const problems: string[] = [];
let [patches, hunks] = [0, 0];

/** Holds a folder's patches to what an omission is; their names. Where there is no folder, nothing is left out. */
function check(folder: string): string[] {
  if (!existsSync(at(folder))) return [];
  const names = readdirSync(at(folder)).filter((file) => /\.(patch|diff)$/.test(file));
  for (const name of names) {
    const text = readFileSync(at(`${folder}/${name}`), 'utf8');
    hunks += text.split('\n').filter((line) => line.startsWith('@@')).length;
    for (const { file, line, text: found, why } of faultsOf(name, text)) {
      problems.push(`${folder}/${name}:${line}: ${file}: ${why}: ${found}`);
    }
  }
  patches += names.length;
  return names;
}

check(LIBRARY);
const compilers = readdirSync(at(COMPILERS));
for (const compiler of compilers) {
  const folder = `${COMPILERS}/${compiler}`;
  const patched = check(`${folder}/omissions`)
    .filter((name) => name.endsWith('.patch'))
    .map((name) => name.slice(0, -'.patch'.length));
  const replaced = replacedCrates(readFileSync(at(`${folder}/Cargo.toml`), 'utf8'));
  for (const [crate, from] of Object.entries(replaced)) {
    if (from !== `patched/${crate}`) problems.push(`${folder}/Cargo.toml: ${crate} comes from ${from}`);
    if (!patched.includes(crate))
      problems.push(`${folder}/Cargo.toml: ${crate} is replaced, and has no omissions`);
  }
  for (const crate of patched) {
    if (!(crate in replaced)) problems.push(`${folder}/omissions/${crate}.patch: nothing is built with it`);
  }
}
for (const problem of problems) console.error(problem);
console.log(
  `${compilers.length} compilers, ${patches} patches, ${hunks} hunks, ${problems.length} of them no omissions`,
);
process.exitCode = problems.length === 0 && hunks > 0 && compilers.length > 0 ? 0 : 1;
