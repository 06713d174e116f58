import { access } from 'node:fs/promises';
import { ProverError } from '../errors/base.js';
import { NativeProcess } from '../native/nativeProcess.js';
import { BUILD } from '../native/side.js';
import { ENGINE } from '../paths.js';
import { Runner } from '../runner/runner.js';
import { type Answer, type Command, readAnswer } from './answers.js';
import { type OnEvent, readEvent } from './event.js';

/**
 * The native processes behind one handle: the prover's, and a runner for each compiler version. Each is started when it is
 * first needed, so that who only compiles and runs needs no prover. Stop it, or they stay alive.
 */
export class Engine {
  private prover: Promise<NativeProcess> | undefined;
  private readonly runners = new Map<string, Promise<Runner>>();
  private readonly processes = new Set<NativeProcess>();
  private stopped: ProverError | undefined;

  /**
   * Sends a request to the prover's process and waits for its end; one is worked on at a time.
   *
   * @throws ProverError as the engine answers, or `engine/missing`, `engine/answer`, `engine/failed`, `cancelled`
   */
  async request<C extends Command>(
    command: C,
    body: Record<string, unknown> = {},
    onEvent: OnEvent = () => undefined,
  ): Promise<Answer<C>> {
    if (this.stopped !== undefined) throw this.stopped;
    this.prover ??= startProver().then(this.opened);
    const prover = await this.prover;
    return readAnswer(command, await prover.request(command, body, (line) => onEvent(readEvent(line))));
  }

  /**
   * The runner of a compiler version.
   *
   * @param version exact version, as journals have it; that of a tuned image stands for the version that it is tuned from,
   *   since both make the same artifacts
   * @throws ProverError `runner/missing`, `runner/list`, `runner/mismatch`, `runner/version`, `runner/answer`,
   *   `runner/failed`, `cancelled`
   */
  async runner(version: string): Promise<Runner> {
    if (this.stopped !== undefined) throw this.stopped;
    const [upstream = ''] = version.split('+');
    const known = this.runners.get(upstream) ?? Runner.start(upstream, this.opened);
    this.runners.set(upstream, known);
    return known;
  }

  /** Lets the processes finish and ends them. */
  async close(): Promise<void> {
    this.stopped ??= new ProverError('cancelled', 'the engine was closed');
    await this.settled();
    await Promise.all([...this.processes].map((process) => process.close()));
  }

  /** Stops the processes at once; pending requests fail with `cancelled`. */
  async stop(): Promise<void> {
    this.stopped ??= new ProverError('cancelled', 'stopped');
    await Promise.all([...this.processes].map((process) => process.stop()));
    // What was about to start meets `opened`, and stops.
    await this.settled();
    await Promise.all([...this.processes].map((process) => process.stop()));
  }

  private readonly opened = (process: NativeProcess): NativeProcess => {
    this.processes.add(process);
    if (this.stopped !== undefined) void process.stop();
    return process;
  };

  private async settled(): Promise<void> {
    await Promise.allSettled([this.prover, ...this.runners.values()]);
  }
}

async function startProver(): Promise<NativeProcess> {
  await access(ENGINE).catch((cause: unknown) => {
    throw new ProverError('engine/missing', `the native engine is not built: ${ENGINE}`, {
      hint: `Build it with ${BUILD.engine}.`,
      cause,
    });
  });
  return NativeProcess.start('engine', ENGINE);
}

/** Runs `work` with an engine that is stopped on every way out, SIGINT and SIGTERM included. */
export async function withEngine<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = new Engine();
  const onSignal = () => void engine.stop();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, onSignal);
  try {
    return await work(engine);
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
    await engine.stop();
  }
}
