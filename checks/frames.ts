/**
 * Stack frames as images read them from the prologues of aarch64, riscv64 and s390x, against a disassembler: over real contracts,
 * and over functions with frames of every size. Three minutes on 2 cores.
 *
 *     npx tsx checks/frames.ts [NAME...]      default: the whole corpus, and the made-up functions
 *
 * Needs Debian's llvm-22 (or ZKCWASM_OBJDUMP).
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageManifest } from '@zkcwasm/prover';
import { execa } from 'execa';
import wabt from 'wabt';
import { CACHE, ROOT } from '../prover/src/paths.js';
import { corpus } from '../testkit/corpus/corpus.js';
import { type Instruction, instructions } from './targets/disassembly.js';
import { FRAME_READERS } from './targets/frames.js';

const OBJDUMP = process.env.ZKCWASM_OBJDUMP ?? 'llvm-objdump-22';
const FEATURES = 'all-targets,winch';
const COMPILER = join(ROOT, 'guest', 'compilers', imageManifest().default.compiler);
/** Values that live across calls: their frames go up to a page, over it, over three and over eight. */
const BUSY = [1, 3, 40, 500, 600, 1100, 1700, 3000, 5000, 9000];

const wanted = process.argv.slice(2);
const modules = [
  ...(await corpus()).filter(({ name }) => wanted.length === 0 || wanted.some((w) => name.includes(w))),
  ...(wanted.length === 0 ? await Promise.all(BUSY.map(busy)) : []),
];
const environment = { CARGO_TARGET_DIR: join(CACHE, 'guest-compilers-target'), CARGO_TERM_QUIET: 'true' };
await execa(join(ROOT, 'scripts/claim-cache.sh'), [environment.CARGO_TARGET_DIR]);
const build = ['build', '--locked', '--features', FEATURES, '--example', 'frames'];
await execa('cargo', build, { cwd: COMPILER, env: environment, stdio: 'inherit' });
const frames = join(environment.CARGO_TARGET_DIR, 'debug/examples/frames');

let [compared, wrong, unread] = [0, 0, 0];
const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-frames-'));
try {
  for (const { name, wasm } of modules) {
    const file = join(folder, 'module.wasm');
    await writeFile(file, wasm);
    for (const reader of FRAME_READERS) {
      const artifact = join(folder, 'artifact');
      const { stdout, exitCode } = await execa(frames, [reader.triple, reader.profile, file, artifact], {
        reject: false,
      });
      // Refused for what it has that the target's base line has not: nothing to read.
      if (exitCode !== 0) continue;
      const [before, { wrong: faults, largest }] = [compared, await check(artifact, stdout, reader, name)];
      const found = `${compared - before} functions, largest frame ${largest}, ${faults} wrong`;
      console.log(`${name}  ${reader.triple} ${reader.profile}: ${found}`);
      wrong += faults;
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(`${compared} frames compared, ${wrong} of them wrong, ${unread} prologues not understood`);
process.exitCode = wrong === 0 && unread === 0 && compared > 0 ? 0 : 1;

/** Holds the frames of an artifact's functions against what the disassembler shows. */
async function check(
  artifact: string,
  listed: string,
  reader: (typeof FRAME_READERS)[number],
  module: string,
): Promise<{ wrong: number; largest: number }> {
  let [faults, largest] = [0, 0];
  const text = await textOf(artifact);
  for (const line of listed.split('\n').filter((l) => l !== '')) {
    const [start = '', length = '', frame = ''] = line.split(' ');
    if (frame === '-') {
      unread += 1;
      console.error(`${module} ${reader.triple}: the prologue at ${start} is not understood`);
      continue;
    }
    const code = text.subarray(Number(start), Number(start) + Number(length));
    const expected = reader.depth(await disassembled(code, reader.machine));
    if (expected === undefined) continue;
    compared += 1;
    largest = Math.max(largest, expected);
    if (expected !== Number(frame)) {
      faults += 1;
      console.error(
        `${module} ${reader.triple}: the frame at ${start} is ${frame}, and ${expected} by the code`,
      );
    }
  }
  return { wrong: faults, largest };
}

async function disassembled(code: Uint8Array, machine: string): Promise<Instruction[]> {
  const file = join(folder, 'code');
  // The start is enough: prologues are short, and the bodies of most functions too.
  await writeFile(file, code.subarray(0, 4096));
  await execa('llvm-objcopy-22', ['-I', 'binary', '-O', machine, '--rename-section=.data=.text,code', file]);
  const { stdout } = await execa(OBJDUMP, ['-d', '--no-show-raw-insn', file]);
  return instructions(stdout);
}

/** The section `.text` of an ELF file. */
async function textOf(artifact: string): Promise<Uint8Array> {
  const out = join(folder, 'text');
  await execa('llvm-objcopy-22', ['--dump-section', `.text=${out}`, artifact, '/dev/null']);
  return new Uint8Array(await readFile(out));
}

/** A function with `values` that live across calls. */
async function busy(values: number): Promise<{ name: string; wasm: Uint8Array }> {
  const each = (text: (n: number) => string) => Array.from({ length: values }, (_, n) => text(n)).join(' ');
  const text = `(module (func $g (param i64) (result i64) (local.get 0)) (func (export "f") (result i64)
    ${each(() => '(local i64)')} ${each((n) => `(local.set ${n} (call $g (i64.const ${n})))`)}
    ${each((n) => `(local.get ${n})`)} ${'i64.add '.repeat(values - 1)}))`;
  const module = (await wabt()).parseWat('busy.wat', text);
  return { name: `${values} values`, wasm: module.toBinary({}).buffer };
}
