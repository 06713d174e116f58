/** One process that answers requests of one JSON object a line, within limits, and says how it ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { z } from 'zod';
import { killGroup } from './killGroup.js';

/** Longest answer, and most that is kept of what it says on standard error, bytes. */
const MAX_LINE = 64 * 1024;
const MAX_COMPLAINT = 4096;

const answerSchema = z.looseObject({ id: z.number(), event: z.enum(['result', 'error']) });
/** One answer, with whatever else is in it. */
export type Answer = z.output<typeof answerSchema>;

/** The process is no more, or of no use. */
export type End =
  | { kind: 'exit'; signal: NodeJS.Signals | null; code: number | null; complaint: string }
  | { kind: 'not-started' | 'out-of-form'; detail: string };

/** Thrown to who waits for an answer that will not come. */
export class SessionEnd extends Error {
  constructor(readonly end: End) {
    super(end.kind);
  }
}

/** A process and its standard streams. */
export class LineSession {
  readonly #child: ChildProcess;
  #received = '';
  #complaint = '';
  #waiting: { id: number; resolve(answer: Answer): void; reject(end: SessionEnd): void } | undefined;
  #end: SessionEnd | undefined;
  #next = 1;

  /**
   * @param cwd where it runs
   * @param env its environment, by default an empty one
   */
  constructor(command: string, args: readonly string[], cwd: string, env: Record<string, string> = {}) {
    this.#child = spawn(command, args, { env, cwd, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.on('error', (error) => this.#finish({ kind: 'not-started', detail: error.message }));
    this.#child.on('close', (code, signal) =>
      this.#finish({ kind: 'exit', code, signal, complaint: this.#complaint }),
    );
    this.#child.stdin?.on('error', () => undefined);
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#receive(text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-MAX_COMPLAINT);
    });
  }

  /**
   * Sends a request and waits for its answer; one at a time.
   *
   * @throws SessionEnd where the process ends before it, or answers out of form
   */
  ask(request: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) {
        reject(this.#end);
        return;
      }
      const id = this.#next++;
      this.#waiting = { id, resolve, reject };
      this.#child.stdin?.write(`${JSON.stringify({ id, ...request })}\n`);
    });
  }

  /** Of the process that was started; undefined where it was not. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Ends the process and whomever it has started. */
  close(): void {
    killGroup(this.#child);
  }

  #receive(text: string): void {
    this.#received += text;
    if (this.#received.length > MAX_LINE) {
      this.#finish({ kind: 'out-of-form', detail: 'it prints without end' });
      return;
    }
    for (let at = this.#received.indexOf('\n'); at >= 0; at = this.#received.indexOf('\n')) {
      const line = this.#received.slice(0, at);
      this.#received = this.#received.slice(at + 1);
      this.#answer(line);
    }
  }

  #answer(line: string): void {
    let answer: Answer;
    try {
      answer = answerSchema.parse(JSON.parse(line));
    } catch {
      this.#finish({ kind: 'out-of-form', detail: 'a line that is no answer' });
      return;
    }
    if (answer.id !== this.#waiting?.id) {
      this.#finish({ kind: 'out-of-form', detail: 'an answer that nobody asked for' });
      return;
    }
    const { resolve } = this.#waiting;
    this.#waiting = undefined;
    resolve(answer);
  }

  #finish(end: End): void {
    if (this.#end === undefined) this.#end = new SessionEnd(end);
    this.#waiting?.reject(this.#end);
    this.#waiting = undefined;
    this.close();
  }
}
