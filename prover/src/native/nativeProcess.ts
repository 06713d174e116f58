/**
 * A native program as a child process: NDJSON requests in, NDJSON events out. It runs in a process group of its own and in
 * a temporary folder of its own, so that stopping it leaves nothing behind, whatever it was doing.
 */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import * as z from 'zod';
import { ProverError } from '../errors/base.js';
import { failure } from './failure.js';
import { outOfForm } from './outOfForm.js';
import { readLines } from './readLines.js';
import type { Side } from './side.js';

/** How long a stopping process is waited for before it is killed, ms. It needs less than a tenth of that. */
const GRACE_MS = 2000;
/** Longest line taken, bytes: what is long (artifacts, seals) goes by file. */
const MAX_LINE = 64 << 20;

/** Any line; `id` is null where the process could not read a request's. */
const lineSchema = z.looseObject({ id: z.number().int().nullable(), event: z.string() });

interface Pending {
  /** Takes the `result` line. */
  resolve(line: unknown): void;
  reject(error: Error): void;
  /** Takes every other line. */
  onEvent(line: unknown): void;
}

function spawn(path: string, folder: string) {
  return execa(path, [], {
    stdin: 'pipe',
    reject: false,
    buffer: false,
    detached: true,
    cleanup: false,
    env: { TMPDIR: folder },
  });
}

/** A running process. Close it, or it stays alive. */
export class NativeProcess {
  private next = 1;
  private over = false;
  private readonly pending = new Map<number, Pending>();
  private stopped: ProverError | undefined;
  private readonly ended: Promise<void>;

  private constructor(
    private readonly side: Side,
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
      readLines(child.stdout, {
        most: MAX_LINE,
        onLine: (line) => this.receive(line),
        onTooLong: () => this.failAll(`a line is longer than ${MAX_LINE} bytes`),
      });
    }
    process.once('exit', this.onExit);
    this.ended = this.watch(() => diagnostics);
  }

  /** Starts the program at `path`, which is there. */
  static async start(side: Side, path: string): Promise<NativeProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-'));
    return new NativeProcess(side, spawn(path, folder), folder);
  }

  /**
   * Sends a request and waits for its `result` line, which is returned as it came.
   *
   * @param onEvent takes the lines that come before; what it throws ends the request
   * @throws ProverError as the process answers, or `engine/answer`, `engine/failed` (`runner/...`), `cancelled`
   */
  async request(
    command: string,
    body: Record<string, unknown>,
    onEvent: (line: unknown) => void,
  ): Promise<unknown> {
    if (this.stopped !== undefined) throw this.stopped;
    const id = this.next;
    this.next += 1;
    return new Promise<unknown>((resolve, reject) => {
      this.pending.set(id, { resolve, reject, onEvent });
      this.child.stdin?.write(`${JSON.stringify({ ...body, id, command })}\n`);
    });
  }

  /** Lets the process finish and ends it. */
  async close(): Promise<void> {
    this.stopped ??= new ProverError('cancelled', `the ${this.side} was closed`);
    this.child.stdin?.end();
    await this.ended;
  }

  /** Stops the process at once; pending requests fail with `cancelled`. */
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
    if (this.child.pid === undefined || this.over) return;
    try {
      process.kill(-this.child.pid, signal);
    } catch {
      // The group is gone already.
    }
  }

  private receive(text: string): void {
    const line = parse(text);
    const read = lineSchema.safeParse(line);
    if (line === undefined) this.failAll('a line is not JSON');
    else if (!read.success) this.failAll(read.error);
    else this.dispatch(read.data.id, read.data.event, line);
  }

  private dispatch(id: number | null, event: string, line: unknown): void {
    // The process could not read a request's id: nobody knows whose it was.
    if (id === null) this.fail([...this.pending.keys()], failure(this.side, line));
    const pending = id === null ? undefined : this.pending.get(id);
    if (id === null || pending === undefined) return;
    if (event === 'result') {
      this.pending.delete(id);
      pending.resolve(line);
    } else if (event === 'error') {
      this.fail([id], failure(this.side, line));
    } else {
      try {
        pending.onEvent(line);
      } catch (error) {
        this.fail([id], error as Error);
      }
    }
  }

  /** What cannot be read may be about any request: all that wait would wait for ever. */
  private failAll(cause: z.ZodError | string): void {
    this.fail([...this.pending.keys()], outOfForm(this.side, 'a request', cause));
  }

  private fail(ids: number[], error: Error): void {
    for (const id of ids) {
      this.pending.get(id)?.reject(error);
      this.pending.delete(id);
    }
  }

  private async watch(diagnostics: () => string): Promise<void> {
    const result = await this.child;
    // Children of a killed process are still in its group.
    this.signal('SIGKILL');
    this.over = true;
    await rm(this.folder, { recursive: true, force: true });
    process.off('exit', this.onExit);
    const what = `the ${this.side} ended unexpectedly (${ending(result)})`;
    this.stopped ??= new ProverError(`${this.side}/failed`, what, {
      hint: diagnostics().trim() || 'If it was killed, the machine may be out of memory.',
    });
    this.fail([...this.pending.keys()], this.stopped);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function ending(result: Awaited<ReturnType<typeof spawn>>): string {
  if (result.signal !== undefined) return `signal ${result.signal}`;
  return result.exitCode === undefined ? `not started: ${result.code}` : `exit code ${result.exitCode}`;
}
