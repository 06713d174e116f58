/** The runner without a compiler (checks/targets/native) as a process, on this machine or under an emulator of another. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa, type ResultPromise } from 'execa';
import * as z from 'zod';
import { CACHE } from '../../prover/src/paths.js';

/** An artifact as the runner loads it. */
export interface Loading {
  artifact: string;
  /** SHA-256, hex. */
  digest: string;
  /** Canonical text of the artifact profile. */
  profile: string;
}

/** A call; arguments are bits, as numbers of up to 53. */
export interface BareCall {
  export: string;
  args: number[];
}

const exported = z.object({
  functions: z.array(z.object({ name: z.string(), params: z.number().int().nonnegative() })),
});
const called = z.object({
  start: z.unknown(),
  calls: z.array(z.object({ outcome: z.unknown(), state: z.string().optional() })),
});
const hello = z.object({ architecture: z.string() });

/** What calls came to: comparable between machines. */
export type Called = z.output<typeof called>;
/** A module's functions. */
export type Exported = z.output<typeof exported>;

/** What the runner of a triple is run with where it is another machine's. */
const EMULATORS: Record<string, { program: string; libraries: string }> = {
  'aarch64-unknown-linux-gnu': { program: 'qemu-aarch64', libraries: '/usr/aarch64-linux-gnu' },
  'riscv64gc-unknown-linux-gnu': { program: 'qemu-riscv64', libraries: '/usr/riscv64-linux-gnu' },
  's390x-unknown-linux-gnu': { program: 'qemu-s390x', libraries: '/usr/s390x-linux-gnu' },
};

/** A call that takes longer than it may; the process is gone. */
export class TookTooLong extends Error {
  /** @param shared whether the process had answered before, so that not all of the time was this call's */
  constructor(
    message: string,
    readonly shared: boolean,
  ) {
    super(message);
  }
}

/** One process; it is started again where a call has not ended. */
export class BareRunner {
  private process: ResultPromise | undefined;
  private answers: AsyncIterator<string> | undefined;
  private answered = 0;

  /**
   * @param triple what the runner is built for
   * @param cpuSeconds most that a process may compute, where that is limited: how long an answer takes says little on a machine
   *   that does other work
   */
  constructor(
    private readonly triple: string,
    private readonly cpuSeconds?: number,
  ) {}

  /** The functions that an artifact exports. */
  async exports(loaded: Loading): Promise<Exported> {
    return exported.parse(await this.request({ command: 'exports', ...loaded }, 120_000));
  }

  /**
   * Calls in one new instance, in order.
   *
   * @throws TookTooLong after `limitMs`, or where they have computed for too long
   */
  async calls(loaded: Loading, calls: BareCall[], limitMs: number): Promise<Called> {
    const body = { command: 'calls', loaded, calls };
    try {
      return called.parse(await this.request(body, limitMs));
    } catch (error) {
      // Those before may have used up the time; a new process has all of it.
      if (!(error instanceof TookTooLong) || !error.shared) throw error;
      return called.parse(await this.request(body, limitMs));
    }
  }

  /** The processor that the runner says it is on. */
  async architecture(): Promise<string> {
    return hello.parse(await this.request({ command: 'hello' }, 60_000)).architecture;
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    this.process?.kill('SIGKILL');
    await this.process?.catch(() => undefined);
    this.process = undefined;
    this.answers = undefined;
  }

  private async start(): Promise<void> {
    const program = join(CACHE, 'bare-runner-target', this.triple, 'release', 'zkcwasm-bare-runner');
    await access(program).catch(() => {
      throw new Error(`there is no ${program}: build it with scripts/build-bare-runners.sh ${this.triple}`);
    });
    const emulator = EMULATORS[this.triple];
    const run = emulator === undefined ? [program] : [emulator.program, '-L', emulator.libraries, program];
    const limit = this.cpuSeconds === undefined ? [] : ['prlimit', `--cpu=${this.cpuSeconds}`];
    const [command = '', ...args] = [...limit, ...run];
    this.process = execa(command, args, { buffer: false, stderr: 'inherit' });
    this.process.catch(() => undefined);
    this.answered = 0;
    if (this.process.stdout === null) throw new Error('the process has no output');
    this.answers = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  private async request(body: Record<string, unknown>, limitMs: number): Promise<unknown> {
    if (this.process === undefined) await this.start();
    this.process?.stdin?.write(`${JSON.stringify({ id: 1, ...body })}\n`);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), limitMs);
    });
    const line = await Promise.race([this.answers?.next(), late]).finally(() => clearTimeout(timer));
    if (line === 'late') {
      await this.stop();
      throw new TookTooLong(`no answer in ${limitMs} ms`, false);
    }
    if (line === undefined || line.done === true) {
      const ended = await this.process?.catch((error: { signal?: string }) => error);
      await this.stop();
      const signal = ended?.signal;
      // What the kernel sends at the limit of time.
      if (this.cpuSeconds !== undefined && (signal === 'SIGXCPU' || signal === 'SIGKILL')) {
        throw new TookTooLong(`no end in ${this.cpuSeconds} s`, this.answered > 0);
      }
      throw new Error(`the runner for ${this.triple} died (${signal})`);
    }
    this.answered += 1;
    const answer = JSON.parse(line.value) as { event: string; message?: string };
    if (answer.event !== 'result') throw new Error(`the runner for ${this.triple}: ${answer.message}`);
    return answer;
  }
}
