import { ProverError } from '../errors/base.js';
import { NativeProcess } from '../native/nativeProcess.js';
import { outOfForm } from '../native/outOfForm.js';
import { BUILD } from '../native/side.js';
import { type RunnerAnswer, type RunnerCommand, readRunnerAnswer } from './answers.js';
import { findRunner } from './runnerList.js';

/** The requests and answers that this package knows; `PROTOCOL` in `runner/src/protocol.rs`. */
const PROTOCOL = 1;
/** How long a runner may take to say what it is, ms; it needs some milliseconds. */
const HELLO_MS = 60_000;

/** What an artifact is built with, beside the compiler's version. */
export interface BuiltWith {
  /** Target triple. */
  target: string;
  /** Name of the artifact profile. */
  profile: string;
}

/** One Wasmtime as a process: compiles, re-hydrates, runs. It knows nothing of proofs. */
export class Runner {
  private constructor(
    private readonly process: NativeProcess,
    /** Name of the compiler, as journals have it. */
    readonly compiler: string,
    /** Its exact version. */
    readonly compilerVersion: string,
  ) {}

  /**
   * Starts the runner of a compiler version, and asks it whether it is that.
   *
   * @param opened is given the process, before anything is asked of it
   * @param options `helloMs`: how long it may take to answer, ms
   * @throws ProverError `runner/missing`, `runner/list`, `runner/mismatch`, `runner/version`, `runner/answer`,
   *   `runner/failed`
   */
  static async start(
    version: string,
    opened: (process: NativeProcess) => void,
    { folder, helloMs = HELLO_MS }: { folder?: string; helloMs?: number } = {},
  ): Promise<Runner> {
    const process = await NativeProcess.start('runner', await findRunner(version, folder));
    opened(process);
    try {
      const hello = await within(helloMs, ask(process, 'hello', {}));
      const { protocol, compiler, compilerVersion } = hello;
      if (protocol !== PROTOCOL) throw otherVersion(`speaks protocol ${protocol}, not ${PROTOCOL}`);
      if (compilerVersion !== version)
        throw otherVersion(`has ${compiler} ${compilerVersion}, not ${version}`);
      return new Runner(process, compiler, compilerVersion);
    } catch (error) {
      await process.stop();
      throw error;
    }
  }

  /**
   * Sends a request and waits for its end; one is worked on at a time.
   *
   * @throws ProverError as the runner answers, or `runner/answer`, `runner/failed`, `cancelled`
   */
  async request<C extends RunnerCommand>(
    command: C,
    body: Record<string, unknown>,
  ): Promise<RunnerAnswer<C>> {
    return ask(this.process, command, body);
  }
}

async function ask<C extends RunnerCommand>(
  process: NativeProcess,
  command: C,
  body: Record<string, unknown>,
): Promise<RunnerAnswer<C>> {
  const line = await process.request(command, body, () => {
    throw outOfForm('runner', command, 'a runner answers once');
  });
  return readRunnerAnswer(command, line);
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(outOfForm('runner', 'hello', `none within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function otherVersion(what: string): ProverError {
  return new ProverError('runner/version', `the runner ${what}`, {
    hint: `Build it again with ${BUILD.runner}.`,
  });
}
