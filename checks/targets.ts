/**
 * Artifacts of every target are re-hydrated and run: each call of a module's exports returns on every target what it returns
 * on x86-64, and leaves the same bytes in memory. Over the contracts of the corpus, whose imports return zeros, and over
 * kernels that compute. Half an hour on 2 cores, most of it in the emulators.
 *
 *     npx tsx checks/targets.ts [--target TRIPLE]... [--limit-ms N] [NAME...]
 *
 * A call that computes for over a second on x86-64, or has no answer after `--limit-ms`, is not asked of the others.
 * Needs scripts/build-bare-runners.sh, and Debian's qemu-user for the machines that this is not.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultCompilerVersion, ProverError, withEngine } from '@zkcwasm/prover';
import { corpus } from '../testkit/corpus/corpus.js';
import { kernels } from '../testkit/kernels.js';
import { BareRunner, type Loading } from './targets/bareRunner.js';
import { callsOf, type Plan, sameOutcome } from './targets/plan.js';

const X86_64 = 'x86_64-unknown-linux-gnu';
/**
 * What is compared with x86-64's fast-exec, and the machine that runs it. Artifacts of the baseline compiler are not among
 * them: Wasmtime loads those only where that compiler is linked, and these runners have none.
 */
const COMPARED = [
  { target: 'pulley64', profile: 'fast-exec', machine: X86_64 },
  { target: 'aarch64-unknown-linux-gnu', profile: 'fast-exec', machine: 'aarch64-unknown-linux-gnu' },
  { target: 'riscv64gc-unknown-linux-gnu', profile: 'fast-exec', machine: 'riscv64gc-unknown-linux-gnu' },
  { target: 's390x-unknown-linux-gnu', profile: 'fast-exec', machine: 's390x-unknown-linux-gnu' },
];
/** What computes for longer on x86-64 is not asked of the others, which have as long as follows. */
const CPU_SECONDS = 1;
const LIMIT_MS = 300_000;
/** Blocks of 16 KiB that a kernel hashes. */
const BLOCKS = 4;

const { values: options, positionals: wanted } = parseArgs({
  options: { target: { type: 'string', multiple: true }, 'limit-ms': { type: 'string' } },
  allowPositionals: true,
});
const compared = COMPARED.filter(({ target }) => options.target?.includes(target) ?? true);
const modules = [
  ...(await corpus()).map(({ name, wasm }) => ({ name, wasm, calls: undefined })),
  ...kernels(BLOCKS),
].filter(({ name }) => wanted.length === 0 || wanted.some((w) => name.includes(w)));

const reference = new BareRunner(X86_64, CPU_SECONDS);
const runners = new Map(compared.map(({ machine }) => [machine, new BareRunner(machine)]));
const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-targets-'));
const totals = new Map<string, { same: number; different: number; refused: number; unfinished: number }>();
try {
  await withEngine(async (engine) => {
    const compiler = await engine.runner(defaultCompilerVersion());
    const build = async (target: string, profile: string): Promise<Loading | undefined> => {
      const artifact = join(folder, `${target}-${profile}`);
      await rm(artifact, { force: true });
      const built = { target, profile };
      try {
        const job = { wasm: join(folder, 'module.wasm'), built, artifact };
        const { artifactDigest: digest } = await compiler.request('compile', job);
        return { artifact, digest, profile: (await compiler.request('profile', built)).text };
      } catch (error) {
        if (error instanceof ProverError && error.code === 'module/rejected') return undefined;
        throw error;
      }
    };
    for (const { name, wasm, calls } of modules) {
      await writeFile(join(folder, 'module.wasm'), wasm);
      const loaded = await build(X86_64, 'fast-exec');
      if (loaded === undefined) throw new Error(`${name} does not compile`);
      const plan = await callsOf(reference, loaded, calls, Number(options['limit-ms'] ?? LIMIT_MS));
      console.log(`${name}: ${plan.expected.length} calls, ${plan.endless.length} that do not end here`);
      for (const one of compared) await compare(name, one, plan, await build(one.target, one.profile));
    }
  });
} finally {
  await Promise.all([reference, ...runners.values()].map((one) => one.stop()));
  await rm(folder, { recursive: true, force: true });
}
let [good, bad] = [0, 0];
for (const [what, { same, different, refused, unfinished }] of totals) {
  good += same;
  bad += different;
  console.log(
    `${what}: ${same} calls as on x86-64, ${different} differ, ${unfinished} did not end in time, ${refused} modules refused`,
  );
}
process.exitCode = bad === 0 && good > 0 ? 0 : 1;

async function compare(
  module: string,
  { target, profile, machine }: (typeof COMPARED)[number],
  plan: Plan,
  loaded: Loading | undefined,
): Promise<void> {
  const what = `${target} ${profile}`;
  const total = totals.get(what) ?? { same: 0, different: 0, refused: 0, unfinished: 0 };
  totals.set(what, total);
  if (loaded === undefined) {
    total.refused += 1;
    console.log(`  ${what}: refused`);
    return;
  }
  for (const { calls, outcome } of plan.expected) {
    const found = await runner(machine)
      .calls(loaded, calls, LIMIT_MS)
      .catch((error: Error) => error);
    if (found instanceof Error) {
      total.unfinished += 1;
      console.error(`  ${what}: ${module} ${calls[0]?.export}: ${found.message}`);
    } else if (sameOutcome(outcome, found)) total.same += 1;
    else {
      total.different += 1;
      console.error(
        `  ${what}: ${module} ${JSON.stringify(calls[0])}: ${JSON.stringify(found)}\n    instead of ${JSON.stringify(outcome)}`,
      );
    }
  }
}

function runner(triple: string): BareRunner {
  const found = runners.get(triple);
  if (found === undefined) throw new Error(`there is no runner of ${triple}`);
  return found;
}
