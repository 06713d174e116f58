/** A compiler with its runner, on which modules are compiled and called; a call that does not end is ended. */
import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '@zkcwasm/verifier';
import { sha256 } from '@zkcwasm/verifier/node';
import { ProverError } from '../errors/base.js';
import type { NativeProcess } from '../native/nativeProcess.js';
import { outOfForm } from '../native/outOfForm.js';
import type { Imports } from '../run.js';
import { Runner } from '../runner/runner.js';
import { type ExportedFunction, exportedFunction } from './exportedFunction.js';
import type { Call } from './planCalls.js';
import type { Sequence, Under } from './recording.js';

/** How modules are run. */
export interface StageOptions {
  under: Under;
  imports: Imports;
  /** Most bytes of a linear memory. */
  memoryBytes: bigint;
  /** How long compiling, and the calls of one instance, may take, ms. */
  timeoutMs: number;
}

/** What a module came to. */
export type Prepared =
  | { kind: 'compiled'; functions: ExportedFunction[]; play: (calls: readonly Call[]) => Promise<Sequence> }
  | { kind: 'refused'; reason: string }
  | { kind: 'failed'; why: string };

/** Close it, or its runner stays alive. */
export class Stage {
  private running: Running | undefined;
  private isClosed = false;

  private constructor(
    private readonly options: StageOptions,
    private readonly folder: string,
  ) {
    // For a command that is stopped in the middle.
    process.once('exit', this.onExit);
  }

  /**
   * Starts the runner, so that one that is not there is known at once.
   *
   * @throws ProverError `runner/*`
   */
  static async open(options: StageOptions): Promise<Stage> {
    const stage = new Stage(options, await mkdtemp(join(tmpdir(), 'zkcwasm-stage-')));
    try {
      await stage.runner();
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  /**
   * Compiles a module; what its compiler refuses, and what kills or stalls it, is an outcome.
   *
   * @throws ProverError `image/unknown` for a target or profile that the compiler has not; `cancelled`, `runner/*`
   */
  async prepare(wasm: Uint8Array): Promise<Prepared> {
    const { target, profile } = this.options.under;
    const built = { target, profile };
    const file = join(this.folder, 'module.wasm');
    const artifact = join(this.folder, 'artifact.cwasm');
    await rm(artifact, { force: true });
    await writeFile(file, wasm);
    try {
      const { artifactDigest: digest } = await this.ask((runner) =>
        runner.request('compile', { wasm: file, built, artifact }),
      );
      const loaded = { artifact, digest, built };
      const { exports } = await this.ask((runner) => runner.request('rehydrate', loaded));
      const functions = exports.flatMap((listed) => exportedFunction(listed) ?? []);
      return { kind: 'compiled', functions, play: (calls) => this.play(loaded, calls) };
    } catch (error) {
      if (!(error instanceof ProverError)) throw error;
      if (error.code === 'module/rejected') {
        return { kind: 'refused', reason: error.shortMessage.replace(/^the module was refused: /, '') };
      }
      return { kind: 'failed', why: ending(error) };
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    process.off('exit', this.onExit);
    await this.running?.native.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private readonly onExit = (): void => rmSync(this.folder, { recursive: true, force: true });

  private async play(loaded: Record<string, unknown>, calls: readonly Call[]): Promise<Sequence> {
    const { imports, memoryBytes } = this.options;
    const body = { loaded, calls, imports, memoryBytes: Number(memoryBytes) };
    try {
      const { start, outcomes, state } = await this.ask((runner) => runner.request('calls', body));
      if (outcomes.length !== (start === undefined ? calls.length : 0)) {
        throw outOfForm('runner', 'calls', `${outcomes.length} outcomes of ${calls.length} calls`);
      }
      const made = calls.flatMap((call, i) => {
        const outcome = outcomes[i];
        return outcome === undefined ? [] : [{ ...call, outcome }];
      });
      return {
        ...(start === undefined ? {} : { start }),
        calls: made,
        state: new Map(Object.entries(state)),
      };
    } catch (error) {
      if (!(error instanceof ProverError)) throw error;
      return { unfinished: ending(error), calls: [...calls] };
    }
  }

  /** Asks, and ends a runner that takes too long; the next question gets a new one. */
  private async ask<T>(question: (runner: Runner) => Promise<T>): Promise<T> {
    const { runner, native } = await this.runner();
    const { timeoutMs } = this.options;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      void native.stop();
    }, timeoutMs);
    try {
      return await question(runner);
    } catch (error) {
      const code = error instanceof ProverError ? error.code : undefined;
      if (late || code === 'runner/failed') this.running = undefined;
      if (!late || this.isClosed) throw error;
      throw new ProverError('run/failed', `it takes longer than ${timeoutMs} ms`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  private async runner(): Promise<Running> {
    if (this.isClosed) throw new ProverError('cancelled', 'stopped');
    if (this.running !== undefined) return this.running;
    let native: NativeProcess | undefined;
    const runner = await Runner.start(this.options.under.compilerVersion, (opened) => {
      native = opened;
    });
    if (native === undefined) throw new ProverError('runner/failed', 'the runner did not start');
    this.running = { runner, native };
    return this.running;
  }
}

interface Running {
  runner: Runner;
  native: NativeProcess;
}

/** Why something did not end; what the next module would meet as well is thrown on. */
function ending(error: ProverError): string {
  const own = ['run/failed', 'runner/failed', 'artifact/mismatch'];
  if (!own.includes(error.code)) throw error;
  return error.code === 'runner/failed' ? 'the runner died of it' : error.shortMessage;
}

/** SHA-256 of a module, 64 hex digits. */
export function digestOf(wasm: Uint8Array): string {
  return toHex(sha256(wasm));
}
