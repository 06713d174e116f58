/**
 * Every limit that a run can meet, at the value that it needs and around it: each must end in a statement, never in a failed
 * run. The programs of all active images, over the smallest fixture.
 *
 *     npx tsx checks/fuzz-limits.ts [REACH] [SPREAD]
 *
 * REACH (2,000): every value up to so far below and above, in the profiler's interpreter: some 10 ms a run, 25,000 runs an
 * image. SPREAD (6): so many steps on either side, spread over REACH, in SP1's own executor, which takes a second for each, with
 * the default image.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_LIMITS, DEFAULT_MAX_CYCLES, openImage, withEngine } from '@zkcwasm/prover';
import { execa } from 'execa';
import { activeImages } from '../testkit/engine/activeImages.js';
import { execute, jobOf } from '../testkit/engine/measure.js';
import { meteringOf } from '../testkit/engine/meteringOf.js';

const [reach, spread] = [Number(process.argv[2] ?? 2000), Number(process.argv[3] ?? 6)];
if (!Number.isSafeInteger(reach) || reach < 1 || !Number.isSafeInteger(spread) || spread < 1) {
  throw new Error('usage: fuzz-limits.ts [REACH] [SPREAD], whole numbers from 1 on');
}
const root = fileURLToPath(new URL('..', import.meta.url));
const fixture = join(root, 'artifacts/receipts/add.wasm');

/** Exit codes are the interpreter's own: 1 where a run failed. */
async function inInterpreter(): Promise<boolean> {
  const cache = process.env.ZKCWASM_CACHE ?? join(homedir(), '.cache/zkcwasm');
  const target = join(cache, 'guest-profiler-target');
  const env = { CARGO_TARGET_DIR: target };
  const name = 'zkcwasm-fuzz-limits';
  await execa(join(root, 'scripts/stage-patched-crates.sh'), { stdio: 'inherit' });
  const build = [
    'build',
    '--release',
    '--locked',
    '--quiet',
    '-p',
    'zkcwasm-profiler',
    '--no-default-features',
  ];
  await execa('cargo', [...build, '--bin', name], { cwd: join(root, 'guest'), env, stdio: 'inherit' });
  const limits = Object.entries(DEFAULT_LIMITS).flatMap(([limit, value]) =>
    value === undefined ? [] : ['--limit', `${limit}=${value}`],
  );
  let good = true;
  for (const { name: image, elf } of await activeImages()) {
    console.log(`${image}, every value up to ${reach} away, in the interpreter`);
    const args = [elf, fixture, `${reach}`, ...limits];
    const { exitCode } = await execa(join(target, 'release', name), args, {
      stdio: 'inherit',
      reject: false,
    });
    good &&= exitCode === 0;
  }
  return good;
}

async function inExecutor(): Promise<boolean> {
  const wasm = new Uint8Array(readFileSync(fixture));
  const image = await openImage();
  console.log(`${image.name}, ${spread} values on either side, in SP1's executor`);
  let [statements, failed] = [0, 0];
  await withEngine(async (engine) => {
    const needed = await meteringOf(engine, jobOf(image, wasm, DEFAULT_LIMITS, Number(DEFAULT_MAX_CYCLES)));
    for (const [limit, value] of needed) {
      const steps = Array.from({ length: spread }, (_, i) =>
        Math.round(reach ** (i / Math.max(1, spread - 1))),
      );
      const values = new Set([0, value, ...steps.flatMap((step) => [value - step, value + step])]);
      for (const bound of [...values].filter((v) => v >= 0)) {
        const limits = { ...DEFAULT_LIMITS, [limit]: BigInt(bound) };
        const run = await execute(engine, jobOf(image, wasm, limits, Number(DEFAULT_MAX_CYCLES)));
        if (run.kind === 'compiled' || run.kind === 'refused') statements += 1;
        else {
          failed += 1;
          console.log(`${limit}=${bound}: ${run.kind} ${run.message ?? ''}`);
        }
      }
    }
  });
  console.log(`${statements} statements, ${failed} failed`);
  return failed === 0 && statements > 0;
}

const results = [await inInterpreter(), await inExecutor()];
process.exitCode = results.includes(false) ? 1 : 0;
