/**
 * What contracts and the kernels of the bench do under each of several compilers: recorded under the default one, replayed under the
 * others, every difference reported.
 *
 *     npx tsx bench/rehearse.ts LIST [-o FILE]
 *
 * LIST is what testkit/corpus/list.ts writes. FILE gets the result as JSON; docs/benchmarks/reports/rehearsal.json is one.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultCompilerVersion, defaultProfile, defaultTarget, profileNames } from '@zkcwasm/prover';
import { readCorpus } from '../prover/src/corpus/readCorpus.js';
import { record } from '../prover/src/rehearse/record.js';
import type { Under } from '../prover/src/rehearse/recording.js';
import { type Replayed, replay } from '../prover/src/rehearse/replay.js';
import { kernels } from '../testkit/kernels.js';

/** Differences of one replay that go into the file; the number of all stands beside them. */
const MOST_DIFFERENCES = 40;
/** Blocks that a kernel hashes. */
const BLOCKS = 4;
const TIMEOUT_MS = 10_000;

/** Progress, where output is a log. */
function told(done: number, all: number, { name }: { name: string }): void {
  console.error(`${done} of ${all}: ${name}`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { output: { type: 'string', short: 'o' } },
});
const [list, ...more] = positionals;
if (list === undefined || more.length > 0) {
  console.error('usage: rehearse.ts LIST [-o FILE]');
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'zkcwasm-kernels-'));
try {
  const made = kernels(BLOCKS);
  for (const { name, wasm } of made) {
    const path = join(folder, `${name}.wasm`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, wasm);
  }
  const { contracts, unreadable } = await readCorpus([list, folder]);
  for (const { name, error } of unreadable) console.log(`not read: ${name}: ${error.shortMessage}`);
  const calls = new Map(
    made.flatMap(({ name, calls: own }) => {
      const found = contracts.find(({ names }) => names.includes(`${name}.wasm`));
      const digest = { export: 'Hash_Final', args: [] };
      return found === undefined ? [] : [[found.wasmDigest, [[...own, digest]]] as const];
    }),
  );
  const compilerVersion = defaultCompilerVersion();
  const under = { compilerVersion, target: defaultTarget(), profile: defaultProfile() };
  const stage = { imports: 'zero', memoryBytes: 64n << 20n, timeoutMs: TIMEOUT_MS } as const;
  const recording = await record(contracts, { ...stage, under, rounds: 6, calls, onModule: told });
  const others: Under[] = [
    under,
    ...profileNames()
      .filter((profile) => profile !== under.profile)
      .map((profile) => ({ ...under, profile })),
    { ...under, target: 'pulley64' },
  ];
  const replays: Replayed[] = [];
  for (const other of others) {
    const found = await replay(recording, contracts, {
      under: other,
      timeoutMs: TIMEOUT_MS,
      onModule: told,
    });
    replays.push(found);
    const { modules, calls: compared, uncompared, differences } = found;
    console.log(
      `${other.target} ${other.profile}: ${modules} modules, ${compared} calls, ${differences.length} differences, ${uncompared} without an end`,
    );
  }
  if (values.output !== undefined) {
    const short = replays.map(({ differences, ...rest }) => ({
      ...rest,
      differing: differences.length,
      byKind: Object.fromEntries(
        [...new Set(differences.map(({ kind }) => kind))].map((kind) => [
          kind,
          differences.filter((one) => one.kind === kind).length,
        ]),
      ),
      differences: differences.slice(0, MOST_DIFFERENCES),
    }));
    writeFileSync(values.output, `${JSON.stringify({ replays: short }, null, 2)}\n`);
  }
  const [same] = replays;
  // Under the very compiler that it was recorded with, a difference is a fault of the rehearsal.
  process.exitCode = same?.differences.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
