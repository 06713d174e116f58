/** The native runner as a machine: one process, one execution at a time. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { RunnerError, StatelessError } from '../errors/base.js';
import type { Host, Job, JobResult, Machine } from '../host/machine.js';
import { FieldWriter } from '../util/fields.js';
import { Conversation } from './conversation.js';
import { FrameCutter, frame, REQUEST } from './frames.js';
import { type Hello, readHello } from './hello.js';
import { locateRunner } from './locate.js';

/** Most that is kept of what the runner writes to its standard error, characters. */
const MAX_STDERR = 4096;

export class Runner implements Machine {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #frames = new FrameCutter();
  #stderr = '';
  #failure: StatelessError | undefined;
  #current: Conversation | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #hello: { resolve(hello: Hello): void; reject(error: Error): void } | undefined;
  /** What it said of itself. */
  hello!: Hello;

  private constructor(path: string) {
    this.#child = spawn(path, [], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString('utf8')).slice(-MAX_STDERR);
    });
    // Writing to a process that has ended is told by its end.
    this.#child.stdin.on('error', () => undefined);
    this.#child.on('error', (error) => this.#fail(ended(error.message, error)));
    this.#child.on('close', (code, signal) => {
      this.#fail(
        ended(`${signal ?? `exit code ${code}`}${this.#stderr === '' ? '' : `: ${this.#stderr.trim()}`}`),
      );
    });
  }

  /**
   * Starts a runner and compares its host API with this package's.
   *
   * @param path left out: `locateRunner()`
   * @throws RunnerError `runner/missing`, `runner/failed`, `runner/version`, `runner/answer`
   */
  static async start(path: string = locateRunner()): Promise<Runner> {
    const runner = new Runner(path);
    try {
      runner.hello = await new Promise<Hello>((resolve, reject) => {
        runner.#hello = { resolve, reject };
      });
      return runner;
    } catch (error) {
      runner.#child.kill('SIGKILL');
      throw error;
    }
  }

  execute(job: Job, host: Host): Promise<JobResult> {
    const result = this.#queue.then(() => this.#begin(job, host));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** Ends the process; what is being executed fails. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const closed = new Promise<void>((resolve) => this.#child.once('close', () => resolve()));
    this.#child.stdin.end();
    if (this.#current !== undefined) this.#child.kill('SIGKILL');
    await closed;
  }

  /** For tests that kill it. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  #begin(job: Job, host: Host): Promise<JobResult> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise<JobResult>((resolve, reject) => {
      const end = (settle: () => void) => {
        this.#current = undefined;
        settle();
      };
      this.#current = new Conversation(host, {
        send: (body) => this.#child.stdin.write(frame(body)),
        resume: () => this.#pump(),
        resolve: (result) => end(() => resolve(result)),
        reject: (error) => end(() => reject(error)),
      });
      const { code, origin, environment, block, index, fuel, input } = job;
      const request = new FieldWriter()
        .u8(REQUEST.execute)
        .fixed(code, 32)
        .fixed(origin, 32)
        .fixed(environment, 32)
        .u64(block)
        .u64(index)
        .u64(fuel)
        .bytes(input);
      this.#child.stdin.write(frame(request.end()));
    });
  }

  #receive(chunk: Uint8Array): void {
    this.#frames.add(chunk);
    this.#pump();
  }

  /** Handles frames until there is none, or one waits for something. */
  #pump(): void {
    try {
      while (this.#current?.waiting !== true) {
        const body = this.#frames.next();
        if (body === undefined) return;
        if (this.#hello !== undefined) {
          const { resolve } = this.#hello;
          const hello = readHello(body);
          this.#hello = undefined;
          resolve(hello);
        } else if (this.#current === undefined) {
          throw new RunnerError('runner/answer', 'the runner speaks without being asked');
        } else {
          this.#current.handle(body);
        }
      }
    } catch (error) {
      this.#fail(
        error instanceof StatelessError
          ? error
          : new RunnerError('runner/answer', String(error), { cause: error }),
      );
      this.#child.kill('SIGKILL');
    }
  }

  #fail(error: StatelessError): void {
    this.#failure ??= error;
    const hello = this.#hello;
    this.#hello = undefined;
    hello?.reject(this.#failure);
    this.#current?.fail(this.#failure);
  }
}

function ended(how: string, cause?: unknown): RunnerError {
  return new RunnerError('runner/failed', `the runner has ended: ${how}`, {
    hint: 'Start another one; the block can be executed again.',
    cause,
  });
}
