import { RunnerError } from '../errors/base.js';
import type { Host, Job, JobResult, Machine } from '../host/machine.js';
import type { Hello } from './hello.js';
import { locateRunner } from './locate.js';
import { Runner } from './runner.js';

/**
 * A runner that is started anew when it has ended. What was being executed fails with `runner/failed`, since part of it may
 * have been told to the host already: execute the block again.
 */
export class SupervisedRunner implements Machine {
  #runner: Promise<Runner> | undefined;
  #closed = false;

  private constructor(readonly path: string) {}

  /** @throws as `Runner.start` */
  static async start(path: string = locateRunner()): Promise<SupervisedRunner> {
    const supervised = new SupervisedRunner(path);
    await supervised.#current();
    return supervised;
  }

  async execute(job: Job, host: Host): Promise<JobResult> {
    const current = this.#current();
    const runner = await current;
    try {
      return await runner.execute(job, host);
    } catch (error) {
      if (error instanceof RunnerError && this.#runner === current) this.#runner = undefined;
      throw error;
    }
  }

  /** Of the process that runs now, for who watches or kills it. */
  async pid(): Promise<number | undefined> {
    return (await this.#current()).pid;
  }

  /** What the runner said of itself. */
  async hello(): Promise<Hello> {
    return (await this.#current()).hello;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const runner = await this.#runner?.catch(() => undefined);
    await runner?.close();
  }

  #current(): Promise<Runner> {
    if (this.#closed) return Promise.reject(new RunnerError('runner/failed', 'the runner was closed'));
    this.#runner ??= Runner.start(this.path).catch((error: unknown) => {
      this.#runner = undefined;
      throw error;
    });
    return this.#runner;
  }
}
