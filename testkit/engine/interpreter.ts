import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { type Job, type OpenImage, ProverError } from '@zkcwasm/prover';
import { fromHex } from '@zkcwasm/verifier/internal';
import { execa } from 'execa';
import { CACHE, ROOT } from '../../prover/src/paths.js';
import { withJobFiles } from '../../prover/src/runImage.js';

/** What came of one run of an image. */
export type Interpreted =
  // Cycles as a proof's clock would attest them.
  | { kind: 'ended'; cycles: bigint; journal: Uint8Array }
  | { kind: 'stopped'; cycles: bigint }
  | { kind: 'failed'; message: string };

/**
 * An image in the profiler's interpreter, one module at a time. Independent of SP1's executor and several times as fast for a
 * small module, since the program is decoded once; it gives the same cycles and the same journal (`bench:counter` compares).
 */
export class Interpreter {
  private readonly answers: AsyncIterator<string>;
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: Interface,
  ) {
    this.answers = lines[Symbol.asyncIterator]();
  }

  /** Builds the interpreter, half a minute the first time, and loads the image. */
  static async start(image: OpenImage): Promise<Interpreter> {
    built ??= build();
    const child = spawn(await built, [image.elf], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child, 'spawn');
    return new Interpreter(child, createInterface({ input: child.stdout ?? raise('it has no output') }));
  }

  /** Runs a job of the image that was loaded; one at a time. */
  async run(job: Job): Promise<Interpreted> {
    return withJobFiles(job, async (body) => {
      const { maxCycles, request, imports, wasm } = body;
      this.child.stdin?.write(`${maxCycles} ${request} ${imports} ${wasm}\n`);
      const { value, done } = await this.answers.next();
      if (done === true) raise('it stopped without an answer');
      const [kind, first = '', second = ''] = String(value).split(' ');
      if (kind === 'ended') {
        return {
          kind,
          cycles: BigInt(first),
          journal: fromHex(second, second.length / 2) ?? raise('it answered out of form'),
        };
      }
      if (kind === 'stopped') return { kind, cycles: BigInt(first) };
      return { kind: 'failed', message: String(value).slice('failed '.length) };
    });
  }

  async close(): Promise<void> {
    this.child.stdin?.end();
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    this.lines.close();
  }
}

/** Path of the interpreter; built once in a process. */
let built: Promise<string> | undefined;

async function build(): Promise<string> {
  const target = join(CACHE, 'guest-profiler-target');
  await execa(
    'cargo',
    [
      ...['build', '--release', '--locked', '--quiet', '-p', 'zkcwasm-profiler'],
      ...['--no-default-features', '--bin', 'zkcwasm-interpret'],
    ],
    { cwd: join(ROOT, 'guest'), env: { CARGO_TARGET_DIR: target }, stderr: 'inherit' },
  );
  return join(target, 'release', 'zkcwasm-interpret');
}

function raise(why: string): never {
  throw new ProverError('engine/failed', `the profiler's interpreter does not work: ${why}`);
}
