/**
 * The native engine as a child process: NDJSON requests in, NDJSON events out, one request at a time. It runs in a
 * process group of its own and in a temporary folder of its own, so that stopping it leaves nothing behind, whatever
 * it was doing.
 */
import { rmSync } from 'node:fs';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { ProverError } from '../errors/base.js';
import { ENGINE } from '../paths.js';
import { type Answer, type Command, outOfForm, readAnswer } from './answers.js';
import { engineError } from './engineError.js';
import { eventSchema, lineSchema, type OnEvent } from './event.js';

/** How long a stopping engine is waited for before it is killed, ms. It needs less than a tenth of that. */
const GRACE_MS = 2000;

interface Pending {
  /** Takes the `result` line. */
  resolve(line: unknown): void;
  reject(error: Error): void;
  onEvent: OnEvent;
}

function spawn(folder: string) {
  return execa(ENGINE, [], {
    stdin: 'pipe',
    reject: false,
    buffer: false,
    detached: true,
    cleanup: false,
    env: { TMPDIR: folder },
  });
}

/** A running engine. Close it, or the process stays alive. */
export class Engine {
  private next = 1;
  private readonly pending = new Map<number, Pending>();
  private stopped: ProverError | undefined;
  private readonly ended: Promise<void>;

  private constructor(
    private readonly child: ReturnType<typeof spawn>,
    private readonly folder: string,
  ) {
    let diagnostics = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      diagnostics = (diagnostics + chunk.toString('utf8')).slice(-4000);
      if (process.env.ZKCWASM_ENGINE_LOG !== undefined) process.stderr.write(chunk);
    });
    child.stdin?.on('error', () => undefined);
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).on('line', (line) => this.receive(line));
    }
    process.once('exit', this.onExit);
    this.ended = this.watch(() => diagnostics);
  }

  /**
   * Starts an engine.
   *
   * @throws ProverError `engine/missing`
   */
  static async start(): Promise<Engine> {
    await access(ENGINE).catch((cause: unknown) => {
      throw new ProverError('engine/missing', `the native engine is not built: ${ENGINE}`, {
        hint: 'Build it with `npm run build:engine` (15-25 minutes the first time on 2 cores).',
        cause,
      });
    });
    const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-'));
    return new Engine(spawn(folder), folder);
  }

  /**
   * Sends a request and waits for its end.
   *
   * @throws ProverError as the engine answers, or `engine/answer`, `engine/failed`, `cancelled`
   */
  async request<C extends Command>(
    command: C,
    body: Record<string, unknown> = {},
    onEvent: OnEvent = () => undefined,
  ): Promise<Answer<C>> {
    if (this.stopped !== undefined) throw this.stopped;
    const id = this.next;
    this.next += 1;
    const line = await new Promise<unknown>((resolve, reject) => {
      this.pending.set(id, { resolve, reject, onEvent });
      this.child.stdin?.write(`${JSON.stringify({ ...body, id, command })}\n`);
    });
    return readAnswer(command, line);
  }

  /** Lets the engine finish and ends it. */
  async close(): Promise<void> {
    this.stopped ??= new ProverError('cancelled', 'the engine was closed');
    this.child.stdin?.end();
    await this.ended;
  }

  /** Stops the engine at once; pending requests fail with `cancelled`. */
  async stop(): Promise<void> {
    this.stopped ??= new ProverError('cancelled', 'stopped');
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), GRACE_MS);
    await this.ended;
    clearTimeout(timer);
  }

  /** The last resort, for a caller that ends without closing. */
  private readonly onExit = (): void => {
    this.signal('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  };

  private signal(signal: NodeJS.Signals): void {
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, signal);
    } catch {
      // The group is gone already.
    }
  }

  private receive(text: string): void {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return; // A half line of an engine that was killed.
    }
    const line = lineSchema.safeParse(json);
    if (!line.success) {
      // Of no request: all that wait would wait for ever for one that it may have been.
      this.fail([...this.pending.keys()], outOfForm('a request', line.error));
      return;
    }
    const { id, event } = line.data;
    const pending = id === null ? undefined : this.pending.get(id);
    if (id === null || pending === undefined) return;
    if (event === 'result') {
      this.pending.delete(id);
      pending.resolve(json);
      return;
    }
    const read = event === 'error' ? undefined : eventSchema.safeParse(json);
    if (read === undefined) this.fail([id], engineError(json));
    else if (read.success) pending.onEvent(read.data);
    else this.fail([id], outOfForm(`a request (event ${event})`, read.error));
  }

  private fail(ids: number[], error: ProverError): void {
    for (const id of ids) {
      this.pending.get(id)?.reject(error);
      this.pending.delete(id);
    }
  }

  private async watch(diagnostics: () => string): Promise<void> {
    const result = await this.child;
    // Children of a killed engine are still in its group.
    this.signal('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
    process.off('exit', this.onExit);
    this.stopped ??= new ProverError('engine/failed', `the engine ended unexpectedly (${ending(result)})`, {
      hint: diagnostics().trim() || 'If it was killed, the machine may be out of memory.',
    });
    for (const pending of this.pending.values()) pending.reject(this.stopped);
    this.pending.clear();
  }
}

function ending(result: { exitCode?: number | undefined; signal?: string | undefined }): string {
  return result.signal === undefined ? `exit code ${result.exitCode}` : `signal ${result.signal}`;
}

/** Runs `work` with an engine that is stopped on every way out, SIGINT and SIGTERM included. */
export async function withEngine<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await Engine.start();
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
