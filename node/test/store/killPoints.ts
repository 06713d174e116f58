/**
 * Kills acceptances and collections at random points (SIGKILL), and holds the store against what they had acknowledged:
 *
 *     npx tsx node/test/store/killPoints.ts 200      # each; some minutes
 *
 * After every kill each entry is whole, with its digests, and everything acknowledged is there (or gone, for a collection). In the
 * end an audit verifies the receipts of all entries that real acceptances have left. `npm test` does a few points of each.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditStore, entryPath, listEntries, readEntry } from '@zkcwasm/verifier/node';
import { build } from 'esbuild';
import { policy } from '../../../testkit/fixtures.js';
import { collect } from '../../src/store/collect.js';
import { NodeStore } from '../../src/store/nodeStore.js';
import { A, at, B, made } from './made.js';

/** What came of it. */
export interface Survived {
  kills: number;
  /** Changes that were acknowledged, all of them found. */
  acknowledged: number;
  /** Kills that left something half-written in `pending`. */
  halfWritten: number;
}

/** The script as one file, so that a process begins in a fraction of a second; made once. */
let bundled: Promise<string> | undefined;
async function bundle(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'zkcwasm-change-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'change.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./changeForever.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Only the fixtures are found by it.
    define: {
      'import.meta.url': JSON.stringify(new URL('../../../testkit/fixtures.ts', import.meta.url).href),
    },
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(process.cwd() + '/');",
    },
    logLevel: 'warning',
  });
  return outfile;
}

/** What a change had acknowledged by its end, and how long it went on after it said that it begins, ms. */
interface Change {
  lines: string[];
  ms: number;
}

/** Starts a change, and kills it when it is told: after each line that it says. */
async function change(
  mode: string,
  store: string,
  from: number,
  onLine: (child: ChildProcess, lines: number) => void,
): Promise<Change> {
  bundled ??= bundle();
  const child = spawn(process.execPath, [await bundled, mode, store, `${from}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  let lines = 0;
  let began = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    began ||= performance.now();
    for (const _ of text.matchAll(/\n/g)) onLine(child, lines++);
  });
  await ended(child);
  // A line that was cut was not read by anybody as an acknowledgement.
  const [ready, ...acknowledged] = said.split('\n').slice(0, -1);
  if (ready !== 'ready') throw new Error(`${mode} did not begin`);
  return { lines: acknowledged, ms: performance.now() - began };
}

/** Starts a change, kills it so many ms after it says that it begins, and returns what it had acknowledged by then. */
async function killed(mode: string, store: string, from: number, afterMs: number): Promise<string[]> {
  const { lines } = await change(mode, store, from, (child, line) => {
    if (line === 0) setTimeout(() => child.kill('SIGKILL'), afterMs);
  });
  return lines;
}

/** How long one acknowledgement takes on this machine, as it is loaded now, ms. */
async function pace(mode: string, store: string, from: number): Promise<number> {
  const { lines, ms } = await change(mode, store, from, (child, line) => {
    if (line === 3) child.kill('SIGKILL');
  });
  return ms / Math.max(1, lines.length);
}

function ended(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once('close', resolve));
}

/** Every entry's folder, each read and checked. */
async function wholeEntries(store: string): Promise<string[]> {
  const paths: string[] = [];
  for (const found of await listEntries(store)) {
    if (found.error !== undefined) throw found.error;
    await readEntry(found.path);
    paths.push(found.path);
  }
  return paths;
}

function mustHave(paths: readonly string[], wanted: readonly string[], what: string): void {
  const missing = wanted.filter((path) => !paths.includes(path));
  if (missing.length > 0) throw new Error(`${what}: ${missing.length} lost, ${missing[0]}`);
}

async function inStore<T>(work: (store: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'zkcwasm-kill-'));
  try {
    return await work(join(folder, 'store'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const pending = (store: string) =>
  existsSync(join(store, 'pending')) ? readdirSync(join(store, 'pending')) : [];

/** Half of the points while entry after entry is written, half while a real receipt is verified and written. */
export function killAcceptances(points: number, random = Math.random): Promise<Survived> {
  return inStore(async (store) => {
    const survived: Survived = { kills: 0, acknowledged: 0, halfWritten: 0 };
    const acknowledged: string[] = [];
    const policies = new Set<number>();
    // Kills fall anywhere within the first two acknowledgements.
    const paces = { accept: 0, verify: 0 };
    for (let point = 0; point < points; point += 1) {
      const real = point % 2 === 1;
      const before = pending(store).length;
      const mode = real ? 'verify' : 'accept';
      if (point % 40 < 2) {
        const from = 900_000 + point * 1000;
        paces[mode] = await pace(mode, store, from);
        if (real) for (let n = 0; n < 10; n += 1) policies.add(from + n);
      }
      const lines = await killed(mode, store, point * 1000, random() * 2 * paces[mode]);
      const paths = lines.map((line) => (real ? line : entryPath(store, made(Number(line)).entry)));
      if (real) for (let n = 0; n <= lines.length; n += 1) policies.add(point * 1000 + n);
      acknowledged.push(...paths);
      mustHave(await wholeEntries(store), acknowledged, `acceptance ${point}`);
      survived.kills += 1;
      if (pending(store).length > before) survived.halfWritten += 1;
    }
    survived.acknowledged = acknowledged.length;
    // What is made up cannot be verified; it has been read whole above.
    const realPolicies = [];
    for (const n of policies) realPolicies.push(await policy({ maxCycles: `${10_000_000 + n}` }));
    const { quarantined } = await auditStore(store, { policies: realPolicies, dryRun: true });
    const unverified = quarantined.filter(({ from }) => !from.startsWith(`v2/${made(0).entry.wasmDigest}/`));
    if (unverified.length > 0)
      throw new Error(`an entry that does not verify: ${unverified[0]?.error.message}`);
    return survived;
  });
}

/** Each time a store of forty entries; half of them have to go, a quarter have a record of either environment. */
export function killCollections(points: number, random = Math.random): Promise<Survived> {
  return inStore(async (store) => {
    const survived: Survived = { kills: 0, acknowledged: 0, halfWritten: 0 };
    const opened = await NodeStore.open(store, 'write');
    const numbers = Array.from({ length: 40 }, (_, n) => n);
    const path = (n: number) => entryPath(store, made(n).entry);
    const stays = numbers.filter((n) => n % 4 >= 2).map(path);
    // Of a whole collection; kills fall anywhere within the first third of it, so that each store takes several.
    let whole = 0;
    while (survived.kills < points) {
      for (const n of numbers) {
        const { entry, files } = made(n);
        if (n % 4 !== 2) await opened.put(entry, files, at(A));
        if (n % 4 >= 2) await opened.put(entry, files, at(B));
      }
      if (whole === 0) {
        whole = (await change('collect', store, 0, () => undefined)).ms / 3;
        continue;
      }
      for (let left = 20; left > 0 && survived.kills < points; ) {
        const before = pending(store).length;
        await killed('collect', store, 0, random() * whole);
        survived.kills += 1;
        const paths = await wholeEntries(store);
        mustHave(paths, stays, `collection ${survived.kills}`);
        survived.acknowledged += left - (paths.length - stays.length);
        left = paths.length - stays.length;
        if (pending(store).length > before) survived.halfWritten += 1;
      }
      await collect(store, { gone: new Set([A]) });
      const kept = (await wholeEntries(store)).map((one) => basename(one)).sort();
      if (
        kept.join() !==
        stays
          .map((one) => basename(one))
          .sort()
          .join()
      )
        throw new Error('a collection is not finished');
    }
    return survived;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const points = Number(process.argv[2] ?? 200);
  console.log('acceptances', await killAcceptances(points));
  console.log('collections', await killCollections(points));
}
