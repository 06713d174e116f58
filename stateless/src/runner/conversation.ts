import type { Code } from '../code/codeSource.js';
import { CodeError, RunnerError } from '../errors/base.js';
import { MAX_CALL_BYTES, STATUSES } from '../host/api.js';
import type { Host, JobResult } from '../host/machine.js';
import { FieldReader, FieldWriter } from '../util/fields.js';
import { ANSWER, MAX_FRAME_BYTES, REQUEST } from './frames.js';

/** What a conversation does to the process and to who waits for it. */
export interface Ends {
  send(body: Uint8Array): void;
  /** Called when it no longer waits. */
  resume(): void;
  resolve(result: JobResult): void;
  reject(error: unknown): void;
}

/** One execution: answers what the runner asks, until it is done. */
export class Conversation {
  /** Whether frames have to wait until code has been found. */
  waiting = false;
  #stopped: { error: unknown } | undefined;
  #over = false;

  constructor(
    readonly host: Host,
    readonly ends: Ends,
  ) {}

  /** @throws RunnerError `runner/answer` for what no runner sends */
  handle(body: Uint8Array): void {
    const fault = (why: string) => new RunnerError('runner/answer', `a frame of the runner: ${why}`);
    const fields = new FieldReader(body, fault);
    const tag = fields.u8();
    const take = (): (() => void) => {
      switch (tag) {
        case ANSWER.get: {
          const [kind, owner, slot] = [fields.u8(), fields.fixed(32), fields.fixed(32)];
          return () => this.#answer(() => this.host.get(kind, owner, slot));
        }
        case ANSWER.set: {
          const [kind, owner, slot] = [fields.u8(), fields.fixed(32), fields.fixed(32)];
          const value = fields.fixed(32);
          return () => this.#told(() => this.host.set(kind, owner, slot, value));
        }
        case ANSWER.log: {
          const [contract, data] = [fields.fixed(32), fields.bytes(MAX_CALL_BYTES)];
          return () => this.#told(() => this.host.log(contract, data));
        }
        case ANSWER.enter: {
          const code = fields.fixed(32);
          return () => this.#told(() => this.host.enter(code));
        }
        case ANSWER.leave: {
          const commit = fields.u8();
          return () => this.#told(() => this.host.leave(commit === 1));
        }
        case ANSWER.code: {
          const [hash, here] = [fields.fixed(32), fields.u8()];
          return () => this.#findCode(hash, here === 1);
        }
        case ANSWER.done: {
          const [number, fuelLeft] = [fields.u8(), fields.u64()];
          const trap = Buffer.from(fields.bytes(MAX_FRAME_BYTES)).toString('utf8');
          const output = Uint8Array.from(fields.bytes(MAX_CALL_BYTES));
          const status = STATUSES[number];
          if (status === undefined) throw fault(`there is no status ${number}`);
          return () => this.#done({ status, fuelLeft, trap, output });
        }
        case ANSWER.fault: {
          const [kind, why] = [fields.u8(), Buffer.from(fields.bytes(MAX_FRAME_BYTES)).toString('utf8')];
          return () => this.#faulted(kind, why);
        }
        default:
          throw fault(`there is no tag ${tag}`);
      }
    };
    const act = take();
    fields.end();
    act();
  }

  /** Ends it from outside. */
  fail(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.ends.reject(this.#stopped?.error ?? error);
  }

  #answer(find: () => Uint8Array): void {
    let value: Uint8Array | undefined;
    this.#told(() => {
      value = find();
    });
    if (value === undefined) this.#abort();
    else this.ends.send(new FieldWriter().u8(REQUEST.value).fixed(value, 32).end());
  }

  /** What the host throws ends the execution, at the next question. */
  #told(act: () => void): void {
    if (this.#stopped !== undefined) return;
    try {
      act();
    } catch (error) {
      this.#stopped = { error };
    }
  }

  #findCode(hash: Uint8Array, here: boolean): void {
    if (this.#stopped !== undefined) {
      this.#abort();
      return;
    }
    this.waiting = true;
    const go = (act: () => void) => {
      this.waiting = false;
      if (this.#over) return;
      act();
      this.ends.resume();
    };
    this.host.code(hash).then(
      (code) => go(() => this.#sendCode(code, here)),
      (error: unknown) =>
        go(() => {
          this.#stopped = { error };
          this.#abort();
        }),
    );
  }

  #sendCode(code: Code | undefined, here: boolean): void {
    if (code === undefined) this.ends.send(Uint8Array.of(REQUEST.codeAbsent));
    else if (here) this.ends.send(Uint8Array.of(REQUEST.codeSame));
    else {
      const tag = code.kind === 'wasm' ? REQUEST.codeWasm : REQUEST.codeArtifact;
      this.ends.send(new FieldWriter().u8(tag).bytes(code.bytes).end());
    }
  }

  #abort(): void {
    this.ends.send(Uint8Array.of(REQUEST.abort));
  }

  #done(result: JobResult): void {
    this.#over = true;
    if (this.#stopped === undefined) this.ends.resolve(result);
    else this.ends.reject(this.#stopped.error);
  }

  #faulted(kind: number, why: string): void {
    this.#over = true;
    if (this.#stopped !== undefined) this.ends.reject(this.#stopped.error);
    else if (kind === 1) {
      this.ends.reject(
        new CodeError('code/unloadable', `an accepted artifact cannot be loaded: ${why}`, {
          hint: 'It has to be of the profile metered: made with fuel, for this Wasmtime and target.',
        }),
      );
    } else this.ends.reject(new RunnerError('runner/failed', `the runner gave up: ${why}`));
  }
}
