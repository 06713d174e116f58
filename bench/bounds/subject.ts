import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { DEFAULT_LIMITS } from '@zkcwasm/prover';
import { type Answer, answerSchema } from './answer.js';
import type { SubjectProgram } from './buildSubject.js';

/** Address space of a compilation, and how long it may take; under valgrind far longer. */
const MEMORY = 16n << 30n;
const SECONDS = 120;
const COUNTED_SECONDS = 7200;

/**
 * A running native compiler, answering one request at a time. `counted` runs it under valgrind's cachegrind, which counts every
 * instruction executed and nothing else; there is no simulation of caches.
 */
export class Subject {
  private readonly answers: AsyncIterator<string>;
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: Interface,
    private readonly counts: string | undefined,
  ) {
    this.answers = lines[Symbol.asyncIterator]();
  }

  /** @throws Error where valgrind is wanted and not there */
  static async start(program: SubjectProgram, profile: string, counted: boolean): Promise<Subject> {
    const limits = Object.entries(DEFAULT_LIMITS).flatMap(([name, value]) =>
      value === undefined ? [] : ['--limit', `${name}=${value}`],
    );
    const args = [profile, ...limits, '--memory', `${MEMORY}`];
    const counts = counted ? await mkdtemp(join(tmpdir(), 'zkcwasm-counts-')) : undefined;
    const valgrind = [
      ...[
        '--quiet',
        '--tool=cachegrind',
        '--cache-sim=no',
        '--branch-sim=no',
        '--child-silent-after-fork=yes',
      ],
      ...[`--cachegrind-out-file=${counts}/%p`, program.path, ...args],
      ...['--marks', '--seconds', `${COUNTED_SECONDS}`],
    ];
    // The same surroundings everywhere. An instruction that copies a whole block counts as one for each byte, so it is
    // left to loops over words, as on processors that have no fast one.
    const env = {
      PATH: process.env.PATH ?? '',
      GLIBC_TUNABLES: `glibc.cpu.x86_rep_movsb_threshold=${2 ** 40}:glibc.cpu.x86_rep_stosb_threshold=${2 ** 40}`,
    };
    const stdio = ['pipe', 'pipe', 'inherit'] as const;
    const child = counted
      ? spawn('valgrind', valgrind, { stdio: [...stdio], env })
      : spawn(program.path, [...args, '--seconds', `${SECONDS}`], { stdio: [...stdio] });
    const failed = new Promise<never>((_, reject) => child.once('error', reject));
    try {
      await Promise.race([once(child, 'spawn'), failed]);
    } catch (cause) {
      if (counts !== undefined) await rm(counts, { recursive: true, force: true });
      const what = counted ? 'valgrind' : program.path;
      throw new Error(`${what} cannot be run; install it first (apt-get install valgrind)`, { cause });
    }
    if (child.stdout === null) throw new Error('the native compiler has no output');
    return new Subject(child, createInterface({ input: child.stdout }), counts);
  }

  /** One request, one answer. */
  async ask(request: string): Promise<Answer> {
    this.child.stdin?.write(`${request}\n`);
    const { value, done } = await this.answers.next();
    if (done) throw new Error(`the native compiler ended at: ${request}`);
    return answerSchema.parse(JSON.parse(value));
  }

  /** Compiles a file; with what was executed for it, where that is counted. */
  async compile(file: string): Promise<Answer & { instructions?: number }> {
    const answer = await this.ask(`compile ${file}`);
    if (this.counts === undefined) return answer;
    const instructions =
      answer.marks == null
        ? undefined
        : (await this.count(answer.marks[1])) - (await this.count(answer.marks[0]));
    // What the compiling process itself counted says nothing more.
    await rm(this.counts, { recursive: true, force: true });
    await mkdir(this.counts);
    return { ...answer, ...(instructions === undefined ? {} : { instructions }) };
  }

  /** The total that valgrind wrote for a process. */
  private async count(process: number): Promise<number> {
    const file = join(this.counts ?? '', `${process}`);
    const text = await readFile(file, 'utf8');
    const [, total] = /^summary: (\d+)\s*$/m.exec(text) ?? [];
    if (total === undefined) throw new Error(`valgrind wrote no total to ${file}`);
    return Number(total);
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.stdin?.end();
    await ended;
    this.lines.close();
    if (this.counts !== undefined) await rm(this.counts, { recursive: true, force: true });
  }
}
