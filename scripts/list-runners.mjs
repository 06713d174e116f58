/**
 * Lists the native runners in a folder by hash: asks each which compiler it has, and writes `runners.json` beside them. Where
 * one does not answer as a runner, nothing is written.
 *
 *     node scripts/list-runners.mjs FOLDER
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PREFIX = 'zkcwasm-runner-';
const HELLO = '{"id":0,"command":"hello"}\n';
const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: list-runners.mjs FOLDER');
  process.exit(2);
}

function listed(file) {
  const path = join(folder, file);
  // Before it is asked: what is asked is what is listed, or its hash will not fit.
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  const ran = spawnSync(path, [], { input: HELLO, encoding: 'utf8', timeout: 60_000, maxBuffer: 1 << 20 });
  try {
    if (ran.error !== undefined) throw ran.error;
    const { compiler, compilerVersion } = JSON.parse(ran.stdout);
    if (typeof compiler !== 'string' || !/^\d+\.\d+\.\d+$/.test(compilerVersion)) throw new Error(ran.stdout);
    return { compiler, compilerVersion, file, sha256 };
  } catch (error) {
    console.error(`list-runners: ${path} does not answer as a runner: ${error.message}`);
    process.exit(1);
  }
}

const runners = readdirSync(folder)
  .filter((file) => file.startsWith(PREFIX) && !file.endsWith('.new'))
  .sort()
  .map(listed);
const path = join(folder, 'runners.json');
writeFileSync(`${path}.new`, `${JSON.stringify({ version: 1, runners }, null, 2)}\n`);
renameSync(`${path}.new`, path);
for (const { file, sha256 } of runners) console.log(`${sha256}  ${file}`);
