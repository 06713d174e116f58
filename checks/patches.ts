/**
 * The compiler of images, built natively but with what they leave out, against the whole one: contracts, bombs and random
 * modules, all must have the same outcome. Thousands of them take minutes: for changes of a compiler's omissions, before an image is
 * built.
 *
 *     npx tsx checks/patches.ts COUNT [SEED] [PROFILE]
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LIMITS, imageManifest, openImage, withEngine } from '@zkcwasm/prover';
import { execa } from 'execa';
import { CACHE, ROOT } from '../prover/src/paths.js';
import { BOMBS } from '../testkit/bombs/index.js';
import { corpus } from '../testkit/corpus/corpus.js';
import { jobOf } from '../testkit/engine/measure.js';
import { writeRandomModules } from '../testkit/random/randomModules.js';
import { randomRun } from '../testkit/random/randomRun.js';
import { CRASHED, natively } from './natively.js';

/** Folder of the compiler whose omissions are tried. */
const COMPILER = imageManifest().default.compiler;
/** Sizes of each bomb. */
const BOMB_SIZES = [4, 24];
/** Modules to a process: their names must fit a command line. */
const BATCH = 1000;

const { count, seed, profile } = randomRun(0);

const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-patches-'));
try {
  const files = [...(await named()), ...(count > 0 ? await writeRandomModules(seed, count, folder) : [])];
  const found = await patched(files.map((file) => join(folder, file)));
  const image = await openImage({ profile });
  let [done, different] = [0, 0];
  while (done < files.length) {
    await withEngine(async (engine) => {
      for (const file of files.slice(done)) {
        const wasm = new Uint8Array(await readFile(join(folder, file)));
        const expected = await natively(engine, jobOf(image, wasm, DEFAULT_LIMITS, 1));
        if (found[done] !== expected) {
          different += 1;
          console.error(`DIFFERENT ${file}: patched ${found[done]}; upstream ${expected}`);
        }
        done += 1;
        if (expected === CRASHED) return;
      }
    });
  }
  console.log(`${files.length - different} the same, ${different} different`);
  process.exitCode = different === 0 && files.length > 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Writes contracts and bombs to the folder. */
async function named(): Promise<string[]> {
  const modules = (await corpus()).map(({ name, wasm }) => ({ name: name.replaceAll('/', '_'), wasm }));
  for (const bomb of BOMBS) {
    for (const n of BOMB_SIZES) modules.push({ name: `${bomb.name}-${n}.wasm`, wasm: bomb.make(n, 1) });
  }
  await Promise.all(modules.map(({ name, wasm }) => writeFile(join(folder, name), wasm)));
  return modules.map(({ name }) => name);
}

/** What the patched compiler makes of them, a line each. */
async function patched(paths: string[]): Promise<string[]> {
  const lines: string[] = [];
  const target = join(CACHE, `guest-patched-target-${profile}`);
  await execa('scripts/stage-patched-crates.sh', [COMPILER], { cwd: ROOT });
  await execa('scripts/claim-cache.sh', [target], { cwd: ROOT });
  for (let i = 0; i < paths.length; i += BATCH) {
    const { stdout } = await execa(
      'cargo',
      [
        ...['run', '--release', '--locked', '--quiet', '--example', 'digests'],
        ...['--features', 'x86_64-linux,winch', '--', profile],
        ...paths.slice(i, i + BATCH),
      ],
      {
        cwd: join(ROOT, 'guest/compilers', COMPILER),
        env: {
          RUSTFLAGS: `--cfg zkcwasm_image --cfg zkcwasm_profile="${profile}"`,
          CARGO_TARGET_DIR: target,
          CARGO_PROFILE_RELEASE_LTO: 'off',
          CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
          CARGO_PROFILE_RELEASE_OPT_LEVEL: '1',
          // A compiler that panics is an outcome, so that it may not end the process.
          CARGO_PROFILE_RELEASE_PANIC: 'unwind',
        },
        maxBuffer: 1 << 26,
      },
    );
    lines.push(...stdout.split('\n'));
  }
  return lines;
}
